#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <random>

#include "activation_file/npy_bytes.hpp"
#include "activation_file/npy_fixtures.hpp"
#include "data/pipe.hpp"
#include "model/activation_layer.hpp"
#include "single_thread.hpp"
#include "stats/file_activity.hpp"
#include "support/error_message.hpp"
#include "temporary_file.hpp"

using namespace reluscope;

TEST_SUITE("file activity") {

namespace {

std::vector<LayerActivity> activity_of(const std::string& path, const ActivityOptions& options = {}) {
  return read_activity(path, options, single_thread()).layers;
}

std::string complaint(const std::string& bytes, const ActivityOptions& options = {}) {
  const TemporaryFile file(bytes);
  const std::string message = error_message([&] { activity_of(file.path(), options); });
  return message.starts_with(file.path() + ": ") ? message.substr(file.path().size() + 2) : message;
}

/// z, rows × units, row by row: unit 0 never above 0, unit 1 always.
std::vector<float> random_z(std::size_t rows, std::size_t units) {
  std::mt19937 engine(7);
  std::normal_distribution<float> normal(-0.3F);
  std::vector<float> z(rows * units);
  for (std::size_t i = 0; i < z.size(); ++i) {
    z[i] = normal(engine);
    if (i % units == 0) z[i] = -std::abs(z[i]);
    if (i % units == 1) z[i] = std::abs(z[i]) + 0.01F;
  }
  return z;
}

std::vector<float> rectified_all(std::vector<float> z) {
  for (float& value : z) value = std::max(0.0F, value);
  return z;
}

void check_same(const ActivationStats& a, const ActivationStats& b) {
  CHECK(a.active_rows == b.active_rows);
  CHECK(a.activation_sum == b.activation_sum);
  CHECK(a.absolute_sum == b.absolute_sum);
  CHECK(a.square_sum == b.square_sum);
  CHECK(a.max_derivative == b.max_derivative);
}

}  // namespace

TEST_CASE("NumPy counts the same in every file that it saved") {
  for (const std::string ending : {".npy", ".npz"})
    for (const std::string& name : npy_fixture_names(ending)) {
      CAPTURE(name);
      const bool is_z = name == "z.npy";
      const std::vector<LayerActivity> layers = activity_of(npy_fixture_path(name), {.pre_activations = is_z});
      CHECK(layers.size() == (ending == ".npz" ? 2U : 1U));
      for (const LayerActivity& layer : layers) {
        const auto& expected = npy_expected()[layer.name == "blocks/0.relu" ? "blocks/0.relu" : "fc1"];
        CHECK(layer.rows == 7);
        CHECK(layer.has_negative == is_z);
        CHECK(layer.stats.active_rows == expected["active_rows"].get<std::vector<std::int64_t>>());
        CHECK(layer.stats.activation_sum == expected["activation_sum"].get<std::vector<double>>());
        CHECK(layer.stats.absolute_sum == layer.stats.activation_sum);
        CHECK(layer.stats.square_sum == expected["square_sum"].get<std::vector<double>>());
        CHECK(layer.chosen.is_all());
        CHECK(std::vector<float>(layer.sample.begin(), layer.sample.end()) ==
              npy_expected_values(layer.name == "blocks/0.relu" ? "blocks/0.relu" : "fc1"));
      }
    }
}

TEST_CASE("the greatest pre-activation is known from z, and from h only where a unit was active") {
  const ActivationStats from_z = activity_of(npy_fixture_path("z.npy"), {.pre_activations = true})[0].stats;
  CHECK(from_z.max_preactivation == npy_expected()["z_max"].get<std::vector<float>>());
  const ActivationStats from_h = activity_of(npy_fixture_path("f4-little-C.npy"))[0].stats;
  for (std::size_t i = 0; i < 5; ++i) {
    if (from_h.active_rows[i] > 0)
      CHECK(from_h.max_preactivation[i] == from_z.max_preactivation[i]);
    else
      CHECK(std::isnan(from_h.max_preactivation[i]));
  }
  CHECK(from_h.active_rows[1] == 0);
}

TEST_CASE(
    "many rows are counted as a plain loop counts them, the same whatever the threads, the order or the packing") {
  constexpr std::size_t k_units = 53, k_rows = 30'000;
  const std::vector<float> h = rectified_all(random_z(k_rows, k_units));
  std::vector<std::int64_t> active(k_units);
  std::vector<double> sum(k_units), square_sum(k_units);
  for (std::size_t i = 0; i < h.size(); ++i) {
    active[i % k_units] += h[i] > 0;
    sum[i % k_units] += h[i];
    square_sum[i % k_units] += static_cast<double>(h[i]) * h[i];
  }
  const std::vector<double> wide(h.begin(), h.end());
  const std::string c = npy_of(h, k_units), fortran = npy_of(h, k_units, true), f8 = npy_of(wide, k_units);
  const TemporaryFile reference_file(c);
  const ActivationStats reference = activity_of(reference_file.path())[0].stats;
  CHECK(reference.active_rows == active);
  for (std::size_t i = 0; i < k_units; ++i) {
    CHECK(reference.activation_sum[i] == doctest::Approx(sum[i]).epsilon(2e-6));
    CHECK(reference.square_sum[i] == doctest::Approx(square_sum[i]).epsilon(1e-12));
  }
  for (const std::string& bytes : {c, fortran, f8, zipped({{"a.npy", fortran, 0, 8}, {"b.npy", f8, 0, 0}})}) {
    const TemporaryFile file(bytes);
    for (const unsigned threads : {1U, 2U, 5U}) {
      ThreadPool pool(threads);
      for (const LayerActivity& layer : read_activity(file.path(), {}, pool).layers) {
        check_same(layer.stats, reference);
        CHECK(layer.rows == k_rows);
      }
    }
  }
}

TEST_CASE("the sample is of evenly spaced rows, the same of every layer, and bounded") {
  constexpr std::size_t k_rows = 3'000, k_units = 2'000;
  std::vector<float> h(k_rows * k_units);
  for (std::size_t i = 0; i < h.size(); ++i) h[i] = static_cast<float>(i / k_units);
  const TemporaryFile file(zipped({{"a.npy", npy_of(h, k_units)}, {"b.npy", npy_of(h, k_units)}}));
  const std::vector<LayerActivity> layers = activity_of(file.path());
  for (const LayerActivity& layer : layers) {
    CHECK(layer.chosen.size == (1U << 22) / 4'000);
    CHECK(layer.sampled_rows().rows() == layer.chosen.size);
    CHECK(layer.sample.size() == layer.chosen.size * k_units);
    for (std::size_t s = 0; s < layer.chosen.size; ++s)
      CHECK(layer.sampled_rows().row(s)[k_units - 1] == static_cast<float>(s * k_rows / layer.chosen.size));
  }
}

TEST_CASE("pre-activations go through the activation function, as a layer of the network does it") {
  constexpr std::size_t k_units = 7;
  const std::vector<float> z = random_z(1'000, k_units);
  const TemporaryFile file(npy_of(z, k_units));
  for (const Word<ActivationKind>& entry : k_words<ActivationKind>) {
    CAPTURE(entry.word);
    const Activation f{.kind = entry.value};
    const LayerActivity layer = activity_of(file.path(), {.activation = f, .pre_activations = true})[0];
    std::vector<float> h = z;
    ActivationLayer<float>(f).forward(h, h);
    for (std::size_t i = 0; i < k_units; ++i) {
      std::int64_t active = 0;
      double sum = 0;
      float greatest = -std::numeric_limits<float>::infinity();
      for (std::size_t j = i; j < z.size(); j += k_units) {
        active += z[j] > 0;
        sum += h[j];
        greatest = std::max(greatest, z[j]);
      }
      CHECK(layer.stats.active_rows[i] == active);
      CHECK(layer.stats.max_preactivation[i] == greatest);
      CHECK(layer.stats.activation_sum[i] == doctest::Approx(sum).epsilon(1e-5));
    }
    CHECK(std::equal(h.begin(), h.end(), layer.sample.begin()));
  }
}

TEST_CASE("from activations follows the same as from pre-activations, where it follows at all") {
  constexpr std::size_t k_units = 7;
  const std::vector<float> z = random_z(1'000, k_units);
  const TemporaryFile z_file(npy_of(z, k_units));
  for (const Word<ActivationKind>& entry : k_words<ActivationKind>) {
    CAPTURE(entry.word);
    const Activation f{.kind = entry.value, .slope = 0.25};
    std::vector<float> h = z;
    ActivationLayer<float>(f).forward(h, h);
    const TemporaryFile h_file(npy_of(h, k_units));
    if (traits_of(f.kind).keeps_z) {
      CHECK(error_message([&] { activity_of(h_file.path(), {.activation = f}); }) ==
            h_file.path() + ": the activations of " + text_of(f) +
                " do not tell how saturated a unit is; save what goes into the function, and give "
                "--pre-activations");
      continue;
    }
    const ActivationStats from_z = activity_of(z_file.path(), {.activation = f, .pre_activations = true})[0].stats;
    const ActivationStats from_h = activity_of(h_file.path(), {.activation = f})[0].stats;
    CHECK(from_h.active_rows == from_z.active_rows);
    CHECK(from_h.max_derivative == from_z.max_derivative);
    const bool keeps_positive = f.kind != ActivationKind::tanh && f.kind != ActivationKind::sigmoid;
    for (std::size_t i = 0; i < k_units; ++i) {
      CHECK(from_h.activation_sum[i] == doctest::Approx(from_z.activation_sum[i]).epsilon(1e-6));
      CHECK(from_h.absolute_sum[i] == doctest::Approx(from_z.absolute_sum[i]).epsilon(1e-6));
      CHECK(from_h.square_sum[i] == doctest::Approx(from_z.square_sum[i]).epsilon(1e-6));
      if (keeps_positive && from_z.active_rows[i] > 0)
        CHECK(from_h.max_preactivation[i] == from_z.max_preactivation[i]);
      else
        CHECK(std::isnan(from_h.max_preactivation[i]));
    }
  }
}

TEST_CASE("a number above 0 that float32 has no room for is active still") {
  const TemporaryFile file(npy_of<double>({1e-60, 0.0, 1e-320, -0.0}, 2));
  CHECK(activity_of(file.path())[0].stats.active_rows == std::vector<std::int64_t>{2, 0});
}

TEST_CASE("numbers that no activation is are named by layer, row and unit: the first in the order of rows") {
  constexpr std::size_t k_units = 60;
  const auto changed = [&](std::size_t row, std::size_t unit, double value) {
    std::vector<double> h(30'000 * k_units, 0.5);
    h[row * k_units + unit] = value;
    h[29'999 * k_units] = std::nan("");  // never the first
    return h;
  };
  const std::string diverged = "; the network diverged or its inputs are not finite: find where with np.isfinite";
  CHECK(complaint(npy_of(changed(20'001, 7, -INFINITY), k_units)) ==
        "row 20001, unit 7 (both from 0) is -inf" + diverged);
  CHECK(complaint(npy_of(changed(3, 59, 1e39), k_units)) ==
        "row 3, unit 59 (both from 0) is 1e+39, which is beyond the range of float32; the network diverged");
  const std::string negative = npy_of(changed(8'192, 0, -0.25), k_units);
  const std::string not_one =
      "row 8192, unit 0 (both from 0) is -0.25, but an activation of relu is at least 0; give --pre-activations if "
      "these are the inputs of the activation function, or --activation if it is another one";
  CHECK(complaint(negative) == not_one);
  for (const unsigned threads : {1U, 2U, 4U}) {
    ThreadPool pool(threads);
    const TemporaryFile file(zipped({{"fc.npy", npy_of(changed(8'192, 0, -0.25), k_units, true), 0, 8}}));
    CHECK(error_message([&] { read_activity(file.path(), {}, pool); }) == file.path() + ": layer 'fc': " + not_one);
  }
  CHECK(complaint(negative, {.pre_activations = true}) == "row 29999, unit 0 (both from 0) is NaN" + diverged);
  CHECK(complaint(npy_of(changed(1, 1, 1.5), k_units), {.activation = {.kind = ActivationKind::sigmoid}})
            .starts_with("row 1, unit 1 (both from 0) is 1.5, but an activation of sigmoid is between 0 and 1; "));
  CHECK(complaint(npy_of(changed(1, 1, -1.5), k_units), {.activation = {.kind = ActivationKind::elu}})
            .starts_with("row 1, unit 1 (both from 0) is -1.5, but an activation of elu is at least -1; "));
  CHECK(complaint(npy_of(changed(1, 1, -1.5), k_units), {.activation = {.kind = ActivationKind::leaky_relu}})
            .starts_with("row 29999, unit 0"));
}

TEST_CASE("what is wrong with a row comes before what is wrong with the file behind it") {
  std::vector<float> h(40'000, 1);
  h[10] = -1;
  const std::string cut = npy_of(h, 1).substr(0, 100'000);
  for (const unsigned threads : {1U, 2U, 4U}) {
    ThreadPool pool(threads);
    const Pipe pipe(cut.substr(0, 60'000));
    const std::string message = error_message([&] { read_activity(pipe.path(), {}, pool); });
    CHECK(message.starts_with(pipe.path() + ": row 10, unit 0"));
  }
  CHECK(complaint(cut).starts_with("holds 99,872 bytes of numbers"));  // of a file that is known at once
}

}  // TEST_SUITE("file activity")
