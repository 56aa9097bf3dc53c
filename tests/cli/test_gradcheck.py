"""gradcheck holds ReLU and backpropagation against finite differences."""

from program import ProgramTest, parse_report


class GradcheckTest(ProgramTest):
    def check(self, *args):
        result = self.program("gradcheck", "--quiet", *args)
        self.assertEqual((result.code, result.stderr), (0, ""))
        return parse_report(result.stdout)

    def test_it_answers_with_relu_its_gradient_and_the_finite_difference(self):
        answer = self.check("--", "-2", "2")
        expected = {"x": [-2, 2], "relu": [0, 2], "gradient": [0, 1], "finite_difference": [0, 1], "passed": True}
        self.assertEqual({key: answer[key] for key in expected}, expected)

    def test_it_shows_zero_under_both_conventions(self):
        at_zero = self.check("--", "-2", "2")["at_zero"]
        self.assertEqual(at_zero["gradient"], {"relu_grad_at_zero_0": 0, "relu_grad_at_zero_1": 1})
        self.assertEqual((at_zero["left_difference"], at_zero["right_difference"]), (0, 1))

    def test_the_gradient_at_zero_is_the_one_asked_for(self):
        self.assertEqual(self.check("0")["gradient"], [0])
        self.assertEqual(self.check("--relu-grad-at-zero", "1", "0")["gradient"], [1])

    def test_fractions_on_either_side_of_zero(self):
        answer = self.check("--", "-1e-3", "0.25", "1e-3")
        self.assertEqual((answer["relu"], answer["gradient"]), ([0, 0.25, 0.001], [0, 1, 1]))

    def test_a_whole_network_agrees_with_central_differences(self):
        for hidden, seed in (("8,4", 0), ("8,4", 1), ("5", 2), ("6,5,4", 3)):
            with self.subTest(hidden, seed=seed):
                answer = self.check("--hidden", hidden, "--seed", seed)
                self.assertIs(answer["passed"], True)
                self.assertEqual(len(answer["networks"]), 2)
                for network in answer["networks"]:
                    self.assertLess(network["worst_relative_error"], 1e-6)
                    self.assertGreater(network["compared"], network["parameters"] / 2)

    def test_the_table_for_people_is_on_stderr(self):
        result = self.program("gradcheck", "--", "-2", "2")
        self.assertIn("finite difference", result.stderr)
        parse_report(result.stdout)
        result = self.program("gradcheck", "--hidden", "8,4")
        for loss in ("cross_entropy", "squared_error"):
            self.assertRegex(result.stderr, rf"(?m)^{loss}: worst relative error \S+ over \d+ of \d+ parameters")

    def test_what_is_not_a_finite_number_is_refused(self):
        for text in ("two", "nan", "inf", "1e999", ""):
            with self.subTest(text):
                result = self.program("gradcheck", "--", "1", text)
                self.assertEqual((result.code, result.stdout), (2, b""))
                self.assertRegex(result.stderr, rf"\Aerror: .*'{text}'.*\n\Z")

    def test_hidden_widths_are_checked(self):
        for widths in ("0", "8,,4", "x"):
            with self.subTest(widths):
                result = self.program("gradcheck", "--hidden", widths)
                self.assertEqual((result.code, result.stdout), (2, b""))
                self.assertRegex(result.stderr, r"\Aerror: .*--hidden.*\n\Z")

    def test_nothing_to_check_is_an_error_that_shows_what_to_give(self):
        result = self.program("gradcheck")
        self.assertEqual((result.code, result.stdout), (2, b""))
        self.assertRegex(result.stderr, r"\Aerror: gradcheck: .*--hidden 8,4\n\Z")
