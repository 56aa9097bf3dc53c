#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "report/json_text.hpp"
#include "run/run_options.hpp"
#include "support/error.hpp"
#include "support/output_file.hpp"
#include "support/text.hpp"
#include "train/gradient_check.hpp"

namespace reluscope {
namespace {

using Json = nlohmann::ordered_json;

constexpr double k_tolerance = 1e-6;

struct GradcheckOptions {
  std::vector<double> points;
  std::vector<std::size_t> hidden;  // empty: no network is checked
  Activation activation;
  std::uint64_t seed = 0;
  bool quiet = false;
};

/// Each parameter takes two passes through all of them: the work grows with their square.
void check_size(const std::vector<std::size_t>& hidden) {
  constexpr double k_most = 100'000;
  if (hidden.empty()) return;
  const double count = parameters_to_check(hidden, true);
  if (count > k_most)
    throw UserError("--hidden: a network of " + to_significant(count) + " weights and biases, and at most " +
                    with_thousands(static_cast<std::int64_t>(k_most)) +
                    " can be checked one by one; a small network has every rule that a large one has");
}

/// A whole number without ".0".
Json number(double value) {
  if (value == std::floor(value) && std::abs(value) < 1e15) return static_cast<std::int64_t>(value);
  return value;
}

Json column(const std::vector<PointCheck>& checks, double PointCheck::*member) {
  Json values = Json::array();
  for (const PointCheck& check : checks) values.push_back(number(check.*member));
  return values;
}

/// At 0 itself there is no derivative: what the layer says under both conventions, and the slopes on both sides.
Json at_zero() {
  const PointCheck closed = check_points({0}, {.gradient_at_zero = 0}).front(),
                   open = check_points({0}, {.gradient_at_zero = 1}).front();
  return {
      {"gradient", {{"relu_grad_at_zero_0", number(closed.gradient)}, {"relu_grad_at_zero_1", number(open.gradient)}}},
      {"left_difference", number(closed.left_difference)},
      {"right_difference", number(closed.right_difference)}};
}

/// At a kink there is nothing to agree with.
bool agrees(const PointCheck& check, const Activation& activation) {
  return (check.x == 0 && traits_of(activation.kind).is_piecewise_linear) ||
         std::abs(check.gradient - check.finite_difference) < k_tolerance;
}

Json to_json(const NetworkCheck& check, const std::string& loss) {
  return {{"loss", loss},
          {"parameters", check.parameters},
          {"compared", check.compared},
          {"worst_relative_error", check.worst_relative_error},
          {"tolerance", k_tolerance}};
}

void print_points(const std::vector<PointCheck>& points, const Activation& activation) {
  std::cerr << "x\t" << name_of(activation.kind) << "(x)\tgradient\tfinite difference\n";
  for (const PointCheck& point : points)
    std::cerr << to_significant(point.x, 6) + '\t' + to_significant(point.value, 6) + '\t' +
                     to_significant(point.gradient, 6) + "\t\t" + to_significant(point.finite_difference, 6) +
                     (agrees(point, activation) ? "\n" : "\tthey differ\n");
}

void print_network(const NetworkCheck& check, const std::string& loss) {
  std::cerr << loss + ": worst relative error " + to_significant(check.worst_relative_error) + " over " +
                   with_thousands(static_cast<std::int64_t>(check.compared)) + " of " +
                   pluralized(static_cast<std::int64_t>(check.parameters), "parameter") +
                   (check.compared < check.parameters ? " (the others cross a kink)\n" : "\n");
}

/// What a float32 network keeps of each row and hidden layer until the backward pass: the activations, which lie where
/// the pre-activations were, or both.
Json kept_for_backward(const GradcheckOptions& options) {
  const bool keeps_z = traits_of(options.activation.kind).keeps_z;
  Json bytes = Json::array();
  for (const std::size_t units : options.hidden) bytes.push_back(units * sizeof(float) * (keeps_z ? 2 : 1));
  return {{"values", keeps_z ? "activations and pre-activations" : "activations, in place of the pre-activations"},
          {"bytes_per_row", bytes}};
}

OptionTable option_table(GradcheckOptions& options) {
  OptionTable table;
  table.add(Option::Kind::positionals, "X", "",
            "points at which to check the activation and its gradient; negative ones after --",
            [&options](const std::vector<std::string>& texts) {
              for (const std::string& text : texts) options.points.push_back(read_number("X", text));
            });
  table.add(Option::Kind::list, "--hidden", "WIDTHS",
            "check backpropagation through a random network with these hidden layers",
            [&options](const std::vector<std::string>& widths) { options.hidden = read_widths("--hidden", widths); });
  table
      .add_single("--activation", "", "to check; leaky_relu alone has the slope 0.01",
                  [&options](const std::string& text) {
                    const int gradient_at_zero = options.activation.gradient_at_zero;
                    options.activation = read_activation(text);
                    options.activation.gradient_at_zero = gradient_at_zero;
                  })
      .by_default("relu")
      .words = choices_of<ActivationKind>();
  table.add_number("--relu-grad-at-zero", "", "ReLU'(0)", options.activation.gradient_at_zero, &read_zero_or_one)
      .unless([&options] {
        return options.activation.kind == ActivationKind::relu ? "" : "is of --activation relu alone; leave it out";
      })
      .words = {"0", "1"};
  table.add_number("--seed", "N", "of the random network", options.seed, &read_seed);
  table.add_flag("-q,--quiet", "no table on standard error", options.quiet);
  return table;
}

int run_gradcheck(const GradcheckOptions& options) {
  if (options.points.empty() && options.hidden.empty())
    throw UserError(
        "gradcheck: nothing to check; give points, as in gradcheck -- -2 2, or a network, as in --hidden 8,4");
  check_size(options.hidden);
  const Activation& activation = options.activation;
  const bool is_relu = activation.kind == ActivationKind::relu;
  const std::vector<PointCheck> points = check_points(options.points, activation);
  bool passed = std::ranges::all_of(points, [&](const PointCheck& point) { return agrees(point, activation); });
  Json json = {{"command", "gradcheck"}, {"activation", text_of(activation)}};
  if (is_relu) json["relu_grad_at_zero"] = activation.gradient_at_zero;
  json["x"] = column(points, &PointCheck::x);
  json[std::string(name_of(activation.kind))] = column(points, &PointCheck::value);
  json["gradient"] = column(points, &PointCheck::gradient);
  json["finite_difference"] = column(points, &PointCheck::finite_difference);
  if (is_relu) json["at_zero"] = at_zero();
  if (!points.empty() && !options.quiet) print_points(points, activation);
  if (!options.hidden.empty()) {
    Json networks = Json::array();
    for (const bool classification : {true, false}) {
      const std::string loss = classification ? "cross_entropy" : "squared_error";
      const NetworkCheck check = check_network(options.hidden, classification, activation, options.seed);
      passed = passed && check.compared > 0 && check.worst_relative_error < k_tolerance;
      networks.push_back(to_json(check, loss));
      if (!options.quiet) print_network(check, loss);
    }
    json["hidden"] = options.hidden;
    json["seed"] = options.seed;
    json["networks"] = networks;
    json["kept_for_backward"] = kept_for_backward(options);
  }
  json["passed"] = passed;
  OutputFile("-").write(json_text(json));
  return passed ? 0 : 1;
}

}  // namespace

Command gradcheck_command() {
  const auto options = std::make_shared<GradcheckOptions>();
  return {.name = "gradcheck",
          .summary = "an activation, its gradient, and a whole network against finite differences",
          .examples = {{"reluscope gradcheck -- -2 0 2", "ReLU and its gradient at three points"},
                       {"reluscope gradcheck --activation gelu -- -2 0 2", "the same of another activation"},
                       {"reluscope gradcheck --hidden 8,4", "backpropagation through a whole network"}},
          .options = option_table(*options),
          .run = [options](const OptionTable& table) {
            table.check_conflicts();
            return run_gradcheck(*options);
          }};
}

}  // namespace reluscope
