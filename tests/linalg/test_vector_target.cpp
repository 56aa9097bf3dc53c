#include <cstdlib>
#include <doctest/doctest.h>
#include <string>

#include "linalg/vector_target.hpp"
#include "support/error.hpp"

using namespace reluscope;

TEST_SUITE("vector target") {

namespace {

/// The variable as long as this is there; then what it was, and the target too.
class Environment {
 public:
  explicit Environment(const char* value) { setenv(k_name, value, 1); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment() {
    unsetenv(k_name);
    use(m_before);
  }

 private:
  static constexpr const char* k_name = "RELUSCOPE_CPU";
  VectorTarget m_before = vector_target();
};

}  // namespace

TEST_CASE("the one in use is supported, and so is one without vectors, or with those that every 64-bit Arm has") {
  CHECK(is_supported(vector_target()));
  CHECK(is_supported(VectorTarget::scalar) != is_supported(VectorTarget::neon));
}

TEST_CASE("the environment chooses among those that are supported, by their names") {
  for (const auto& entry : k_words<VectorTarget>) {
    const Environment environment(std::string(entry.word).c_str());
    if (is_supported(entry.value)) {
      use_vector_target_of_environment();
      CHECK(vector_target() == entry.value);
    } else {
      CHECK_THROWS_AS(use_vector_target_of_environment(), UserError);
    }
  }
  const VectorTarget before = vector_target();
  const Environment empty("");
  use_vector_target_of_environment();
  CHECK(vector_target() == before);
  const Environment unknown("sse5");
  CHECK_THROWS_AS(use_vector_target_of_environment(), UserError);
  CHECK(vector_target() == before);
}

}  // TEST_SUITE("vector target")
