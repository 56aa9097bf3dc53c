"""Finds the mutants of a C++ source: changes of one expression or statement, each of which can be switched on at run time.

A mutant replaces the bytes from `start` to `end` by C++ that behaves as before unless it is switched on, and that has as
many lines. Operands are found from tokens, their precedence and the spaces that clang-format puts around binary
operators; what does not compile is left out by the caller.
"""

import re
from dataclasses import dataclass

TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<preprocessor>(?<=\n)\#(?:[^\n]*\\\n)*[^\n]*)
    |(?P<string>(?:u8|[uUL])?R"(?P<delimiter>[^(]*)\(.*?\)(?P=delimiter)"|(?:u8|[uUL])?"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
    |(?P<number>\.?\d(?:[eEpP][+-]|'(?=\w)|[\w.])*)|(?P<name>[A-Za-z_]\w*)
    |(?P<operator><=>|\.\.\.|->|::|<<=|&&|\|\||[-+*/%&|^=!<>]=|\+\+|--|<<|[-+*/%&|^=!<>?:.,;~()\[\]{}\#\\@])""",
    re.S | re.X,
)
PRECEDENCE = {"?": 1, "||": 2, "&&": 3, "|": 4, "^": 5, "&": 6, "==": 7, "!=": 7, "<": 8, ">": 8, "<=": 8, ">=": 8,
              "<=>": 9, "<<": 10, "+": 11, "-": 11, "*": 12, "/": 12, "%": 12}  # fmt: skip
ASSIGNMENTS = {"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<="}
STOPS = {";", ",", ":", "return", "throw", "else", "do", "case", "default", "co_return"} | ASSIGNMENTS
SWAPS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||", "||": "&&", "+": "-", "-": "+",
         "*": "/", "/": "*", "%": "*", "+=": "-=", "-=": "+=", "*=": "/=", "/=": "*=", "|=": "&=", "&=": "|="}  # fmt: skip
KINDS = {**dict.fromkeys(("<", "<=", ">", ">="), "boundary"), **dict.fromkeys(("==", "!="), "equality"),
         **dict.fromkeys(("&&", "||", "&=", "|="), "logic")}  # fmt: skip
NOT_CODE = {"constexpr", "static_assert", "using", "template", "typedef", "case", "default", "requires", "concept", "friend",
            "operator", "consteval", "constinit", "static_cast", "assert", "__builtin_prefetch"}  # fmt: skip
CONTROL = {"if", "for", "while", "switch", "catch"}
NOTHING = {"{}", "0", "false", "nullptr", "std::nullopt", '""'}
NO_EXPRESSION = CONTROL | {"const", "auto", "static", "delete", "do", "try", "goto"}
OPEN, CLOSE = {"(": ")", "[": "]", "{": "}"}, {")", "]", "}"}


@dataclass
class Token:
    kind: str
    text: str
    start: int
    end: int
    partner: int = -1  # of a bracket
    code: bool = False  # of a brace: whether statements are in it


@dataclass(frozen=True)
class Mutant:
    file: str
    line: int
    last_line: int
    operator: str
    start: int
    end: int
    original: str
    mutated: str
    switched: str  # with {on} where the switch is

    def change(self, text):
        """Return the line, without and with the mutant, in one line each."""
        first, last = text.rfind("\n", 0, self.start) + 1, text.find("\n", self.end)
        before, after = text[first : self.start], text[self.end : last if last >= 0 else len(text)]
        return tuple(" ".join((before + middle + after).split()) for middle in (text[self.start : self.end], self.mutated))


class Source:
    def __init__(self, file, text):
        self.file, self.text = file, text
        self.tokens = []
        position = 0
        for match in TOKEN.finditer(text):
            if match.start() != position:
                raise SyntaxError(f"{file}: {text[position:match.start()]!r} is no token")
            position = match.end()
            if match.lastgroup not in ("space", "comment", "preprocessor"):
                kind = "string" if match.lastgroup == "delimiter" else match.lastgroup
                self.tokens.append(Token(kind, match.group(), *match.span()))
        self.match_brackets()

    def spaced(self, i):
        """Whether a space is on both sides, as around a binary operator."""
        token = self.tokens[i]
        return self.text[token.start - 1].isspace() and self.text[token.end : token.end + 1].isspace()

    def match_brackets(self):
        stack = []
        for i, token in enumerate(self.tokens):
            text = token.text
            if text in OPEN or (text == "<" and not self.spaced(i) and i > 0 and self.tokens[i - 1].kind == "name"):
                token.code = text == "{" and self.opens_code(i)
                stack.append(i)
            elif text in CLOSE or (text == ">" and not self.spaced(i) and stack and self.tokens[stack[-1]].text == "<"):
                while stack and text in CLOSE and self.tokens[stack[-1]].text == "<":
                    stack.pop()  # it was no bracket
                if stack:
                    token.partner, token.code = stack[-1], self.tokens[stack[-1]].code
                    self.tokens[stack.pop()].partner = i

    def opens_code(self, i):
        before = self.tokens[i - 1] if i else None
        if before is None or before.text in ("else", "do", "try", "const", "noexcept", "mutable", "override", "final"):
            return before is not None
        if before.text in (";", "}", "{"):
            return before.text == ";" or before.code or (before.text == "{" and before.code)
        if before.text == ")":
            return True  # also a constructor's, after its last initialiser
        if before.text == "]":
            return self.tokens[before.partner - 1].text in ("(", ",", "=", "return") if before.partner > 0 else False
        j = i - 1  # "-> Type {" of a lambda, or a constructor's initialiser in braces
        while j > 0 and (self.tokens[j].kind == "name" or self.tokens[j].text in ("::", "*", "&", "<", ">", ",")):
            j -= 1
        return self.tokens[j].text == "->" and j > 0 and self.tokens[j - 1].text == ")"

    def plain(self, a, b):
        """Return the source of the tokens from a to before b in one line."""
        parts = []
        for i in range(a, b):
            if i > a and self.tokens[i - 1].end != self.tokens[i].start:
                parts.append(" ")
            parts.append(self.tokens[i].text)
        return "".join(parts)

    def is_binary(self, i):
        return self.tokens[i].kind == "operator" and self.spaced(i) and self.tokens[i].text in PRECEDENCE

    def left_of(self, i, precedence):
        """Return the first token of the left operand of the operator at i."""
        j = i
        while j > 0:
            before = self.tokens[j - 1]
            if before.text in STOPS or before.text in OPEN or (before.text == "<" and before.partner >= 0):
                break
            if before.text in CLOSE or (before.text == ">" and before.partner >= 0):
                control = before.text == ")" and before.partner > 0 and self.tokens[before.partner - 1].text in CONTROL
                if before.partner < 0 or control or (before.text == "}" and before.code):
                    break
                j = before.partner
                continue
            if self.is_binary(j - 1) and PRECEDENCE[before.text] < precedence:
                break
            j -= 1
        return j

    def right_of(self, i, precedence):
        """Return the token after the right operand of the operator at i."""
        j = i + 1
        while j < len(self.tokens):
            token = self.tokens[j]
            if token.text in CLOSE or token.text in STOPS or (token.text == ">" and token.partner >= 0):
                break
            if token.partner > j:
                j = token.partner + 1
                continue
            if self.is_binary(j) and PRECEDENCE[token.text] <= precedence:
                break
            j += 1
        return j

    def statement_around(self, i):
        """Return the first token of the statement that has the token at i, whatever brackets are between."""
        j = i
        while j > 0 and not (self.tokens[j - 1].text == ";" or (self.tokens[j - 1].text in "{}" and self.tokens[j - 1].code)):
            j -= 1
        return j

    def in_code(self):
        """Yield the tokens inside of functions, but for what the compiler evaluates and declarations of types."""
        skip_until = 0
        depth = []
        for i, token in enumerate(self.tokens):
            if token.text == "{" and token.partner > 0:
                depth.append(token.code)
            elif token.text == "}" and depth:
                depth.pop()
            if token.text in NOT_CODE - {"static_cast", "default", "case"} or token.text in ("case", "struct", "enum"):
                end = i
                while end < len(self.tokens) and self.tokens[end].text not in (";", "{", ":"):
                    end = self.tokens[end].partner + 1 if self.tokens[end].partner > end else end + 1
                if token.text == "constexpr" and self.tokens[end].text == "{" and not self.tokens[end].code:
                    end = self.tokens[end].partner
                skip_until = max(skip_until, end)
            if any(depth) and i >= skip_until:
                yield i

    def mutant(self, operator, a, b, mutated, switched=None):
        """A mutant of the tokens from a to before b."""
        start, end = self.tokens[a].start, self.tokens[b - 1].end
        original = self.text[start:end]
        if "\n#" in original or "\n" in mutated:  # the latter in a raw string
            return None
        switched = switched or "({on} ? ({mutated}) : ({original}))"
        lines = [self.text.count("\n", 0, at) + 1 for at in (start, end)]
        filled = switched.replace("{mutated}", mutated).replace("{original}", original)
        return Mutant(self.file, *lines, operator, start, end, self.plain(a, b), mutated, filled)

    def mutants(self):
        for i in self.in_code():
            for make in (self.of_operator, self.of_number, self.of_condition, self.of_statement, self.of_call, self.of_word):
                for mutant in make(i):
                    if mutant is not None:
                        yield mutant

    def of_operator(self, i):
        text = self.tokens[i].text
        if text not in SWAPS or not self.spaced(i):
            return
        if text in ASSIGNMENTS:
            a, b = self.left_of(i, 0), self.right_of(i, 0)
        else:
            a, b = self.left_of(i, PRECEDENCE[text]), self.right_of(i, PRECEDENCE[text])
        joins_texts = text == "+" and any(self.tokens[j].kind == "string" for j in range(a, b))
        if a < i < b - 1 and not joins_texts:
            mutated = f"{self.plain(a, i)} {SWAPS[text]} {self.plain(i + 1, b)}"
            yield self.mutant(KINDS.get(text, "arithmetic"), a, b, mutated)

    def of_number(self, i):
        token = self.tokens[i]
        inside_template = self.tokens[i + 1].text == ">" and self.tokens[i + 1].partner >= 0
        if token.kind != "number" or inside_template or self.tokens[i - 1].text == "<" and self.tokens[i - 1].partner >= 0:
            return
        if re.fullmatch(r"[\d']+[uUlL]*", token.text):
            yield self.mutant("constant", i, i + 1, f"({token.text} + 1)")
            if not token.text.startswith("0"):
                yield self.mutant("constant", i, i + 1, f"({token.text} - 1)")
        elif not token.text.lower().startswith("0x"):
            is_zero = not re.search("[1-9]", re.split("[eE]", token.text)[0])
            yield self.mutant("constant", i, i + 1, f"({token.text}{' + 1' if is_zero else ' * 2'})")

    def of_condition(self, i):
        token = self.tokens[i]
        if token.text in ("if", "while") and self.tokens[i + 1].text == "(":
            a, b = i + 2, self.tokens[i + 1].partner
            j = a
            while j < b:
                if self.tokens[j].text == ";":
                    a = j + 1
                j = self.tokens[j].partner + 1 if self.tokens[j].partner > j else j + 1
            if any(self.tokens[j].text == "=" for j in range(a, b)):
                return  # a declaration
            yield self.mutant("condition", a, b, f"!({self.plain(a, b)})", "{on} != static_cast<bool>({original})")
        elif token.text == "?" and self.spaced(i):
            a = self.left_of(i, 1)
            if a < i:
                yield self.mutant("condition", a, i, f"!({self.plain(a, i)})", "({on} != static_cast<bool>({original}))")

    def of_statement(self, i):
        before = self.tokens[i - 1]
        control = before.text == ")" and before.partner > 0 and (
            self.tokens[before.partner - 1].text in CONTROL or self.tokens[before.partner - 1].text == "constexpr")
        if not (control or before.text in (";", "else") or (before.text in "{}" and before.code)):
            return
        if before.text == ";" and self.in_brackets(i):
            return
        token = self.tokens[i]
        end = i
        while end < len(self.tokens) and self.tokens[end].text != ";":
            if self.tokens[end].text in CLOSE:
                return
            end = self.tokens[end].partner + 1 if self.tokens[end].partner > end else end + 1
        if token.text == "return" and end > i + 1:
            if self.plain(i + 1, end) not in NOTHING:
                yield self.mutant("return", i, end + 1, "return {};", "{ if ({on}) return {}; {original} }")
        elif token.text in ("return", "break", "continue", "throw") or self.is_expression(i, end):
            yield self.mutant("deletion", i, end + 1, ";", "{ if (!{on}) { {original} } }")

    def in_brackets(self, i):
        """Whether the token is between parentheses that the statement opened: in the head of a loop."""
        j = i - 1
        while j > 0 and not (self.tokens[j].text in "{}" and self.tokens[j].code):
            if self.tokens[j].text in CLOSE and self.tokens[j].partner >= 0:
                j = self.tokens[j].partner
            elif self.tokens[j].text in ("(", "["):
                return True
            j -= 1
        return False

    def is_expression(self, i, end):
        """Whether the statement is a call, an assignment or an increment, and no declaration."""
        if self.tokens[i].text in ("++", "--", "*"):
            return True
        if self.tokens[i].kind != "name" or self.tokens[i].text in NO_EXPRESSION:
            return False
        j = i + 1
        while j < end:
            token = self.tokens[j]
            if token.partner > j:
                j = token.partner + 1
            elif token.text in ("::", ".", "->"):
                j += 2
            else:
                return token.text in ASSIGNMENTS | {"++", "--"}
        return self.tokens[end - 1].text == ")"

    def of_call(self, i):
        """Swaps two arguments; min for max."""
        token = self.tokens[i]
        if token.kind != "name" or token.text in CONTROL | {"return", "sizeof", "decltype", "noexcept"}:
            return
        after = i + 1
        if self.tokens[after].text == "<" and self.tokens[after].partner > after:
            after = self.tokens[after].partner + 1
        if after >= len(self.tokens) or self.tokens[after].text != "(" or self.tokens[after].partner < 0:
            return
        a, b = i, self.tokens[after].partner + 1
        while a > 1 and self.tokens[a - 1].text in ("::", ".", "->") and self.tokens[a - 2].kind == "name":
            a -= 2
        previous = self.tokens[a - 1]
        if previous.kind == "name" and previous.text not in ("return", "else"):
            return  # a declaration
        if previous.text in (">", "*", "&", ".", "->", "::", "~"):
            return  # a declaration, or a call on what a call returned
        if token.text in ("min", "max"):
            other = self.plain(a, b).replace(f"{token.text}", "max" if token.text == "min" else "min", 1)
            if self.tokens[b - 2].text != "(":
                yield self.mutant("min and max", a, b, other)
            return
        commas = []
        j = after + 1
        while j < b - 1:
            if self.tokens[j].text == ",":
                commas.append(j)
            j = self.tokens[j].partner + 1 if self.tokens[j].partner > j else j + 1
        if len(commas) == 1 and self.plain(after + 1, commas[0]) != self.plain(commas[0] + 1, b - 1):
            first, second = self.plain(after + 1, commas[0]), self.plain(commas[0] + 1, b - 1)
            yield self.mutant("arguments", a, b, f"{self.plain(a, after + 1)}{second}, {first})")

    def of_word(self, i):
        token = self.tokens[i]
        if token.text in ("true", "false"):
            yield self.mutant("constant", i, i + 1, "false" if token.text == "true" else "true")
        elif token.text == "!" and self.tokens[i + 1].text != "=":
            b = self.right_of(i, 13)
            yield self.mutant("condition", i, b, self.plain(i + 1, b), "({on} != static_cast<bool>({original}))")
