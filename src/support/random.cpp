#include "support/random.hpp"

#include <cmath>
#include <utility>

#include "support/elementary.hpp"

namespace reluscope {
namespace {

/// The finaliser of SplitMix64 (Steele, Lea & Flood 2014): neighbouring seeds give unrelated streams.
std::uint64_t mixed(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

}  // namespace

Random::Random(std::uint64_t seed, RandomStream stream, std::uint64_t index)
    : m_engine(mixed(mixed(mixed(seed) ^ static_cast<std::uint64_t>(stream)) ^ index)) {}

double Random::uniform() { return static_cast<double>(m_engine() >> 11) * 0x1p-53; }

std::uint64_t Random::below(std::uint64_t bound) {
  for (;;) {
    const std::uint64_t draw = m_engine();
    // Draws below 2⁶⁴ mod bound would favour small values. That is less than bound, and seldom worth its division.
    if (draw >= bound || draw >= (~bound + 1) % bound) return draw % bound;
  }
}

double Random::normal() {
  if (m_has_spare) {
    m_has_spare = false;
    return m_spare;
  }
  double u = 0, v = 0, square = 0;
  do {
    u = uniform(-1, 1);
    v = uniform(-1, 1);
    square = u * u + v * v;
  } while (square >= 1 || square == 0);
  const double factor = std::sqrt(-2 * logarithm(square) / square);
  m_spare = v * factor;
  m_has_spare = true;
  return u * factor;
}

double Random::beta_2_1() { return std::sqrt(uniform()); }

void Random::shuffle(std::span<std::uint32_t> values) {
  for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
}

}  // namespace reluscope
