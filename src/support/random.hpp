#pragma once

#include <boost/random/mersenne_twister.hpp>
#include <cstddef>
#include <cstdint>
#include <span>

namespace reluscope {

/// What a run draws random numbers for. Each has a stream of its own, so that a change to one (another layer, another
/// split) does not move the others.
enum class RandomStream : std::uint64_t {
  split = 1,
  initialisation = 2,
  shuffle = 3,
  check = 4,
  bootstrap = 5,
  recycling = 6,
  attack = 7,
};

/// Random numbers that are the same on every platform: the generator is the standard's mt19937_64 (in Boost's version,
/// three times as fast as that of GCC's library), the distributions are ours, because the standard leaves its own to
/// each library.
class Random {
 public:
  /// `index` tells apart the uses within a stream: the shuffle of epoch e has index e and can be drawn again alone.
  Random(std::uint64_t seed, RandomStream stream, std::uint64_t index = 0);

  /// Uniform on [0, 1), 53 bits.
  double uniform();
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Uniform on {0, …, bound − 1}, without bias. bound > 0.
  std::uint64_t below(std::uint64_t bound);
  /// Standard normal, by Marsaglia's polar method.
  double normal();
  /// Beta(2, 1): its distribution function is x² on [0, 1].
  double beta_2_1();
  /// Fisher–Yates.
  void shuffle(std::span<std::uint32_t> values);

 private:
  boost::random::mt19937_64 m_engine;
  double m_spare = 0;
  bool m_has_spare = false;
};

}  // namespace reluscope
