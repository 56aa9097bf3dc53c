#include <algorithm>
#include <atomic>
#include <chrono>
#include <doctest/doctest.h>
#include <stdexcept>
#include <thread>
#include <vector>

#include "support/parallel.hpp"

using reluscope::parallel_for;

TEST_CASE("the work is done once for each index, on any number of threads") {
  for (const unsigned threads : {0U, 1U, 2U, 7U, 64U}) {
    for (const std::size_t count : {std::size_t{1}, std::size_t{5}, std::size_t{1000}}) {
      std::vector<std::atomic<int>> calls(count);
      parallel_for(count, threads, [&](std::size_t i, unsigned) { ++calls.at(i); });
      CHECK(std::ranges::all_of(calls, [](const std::atomic<int>& n) { return n == 1; }));
    }
  }
}

TEST_CASE("nothing to do is done at once") {
  parallel_for(0, 4, [](std::size_t, unsigned) { FAIL("called"); });
}

TEST_CASE("two threads work at the same time") {
  // each waits until the other has begun; one thread alone would run into the limit
  std::atomic<int> begun = 0, met = 0;
  parallel_for(2, 2, [&](std::size_t, unsigned) {
    ++begun;
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (begun < 2 && std::chrono::steady_clock::now() < limit) std::this_thread::yield();
    met += begun == 2 ? 1 : 0;
  });
  CHECK(met == 2);
}

TEST_CASE("no more threads work at the same time than allowed") {
  std::atomic<int> working = 0, most = 0;
  parallel_for(60, 3, [&](std::size_t, unsigned) {
    const int now = ++working;
    for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    --working;
  });
  CHECK(most >= 1);
  CHECK(most <= 3);
}

TEST_CASE("no two calls have the same worker at the same time") {
  std::vector<std::atomic<bool>> busy(3);
  std::atomic<int> clashes = 0;
  parallel_for(300, 3, [&](std::size_t, unsigned worker) {
    clashes += busy.at(worker).exchange(true) ? 1 : 0;
    std::this_thread::yield();
    busy[worker] = false;
  });
  CHECK(clashes == 0);
}

TEST_CASE("an exception in the work is rethrown, and the rest is not begun") {
  for (const unsigned threads : {1U, 4U}) {
    std::atomic<std::size_t> calls = 0;
    const auto work = [&](std::size_t i, unsigned) {
      ++calls;
      if (i == 3) throw std::runtime_error("index 3");
      std::this_thread::sleep_for(std::chrono::microseconds(100));
    };
    CHECK_THROWS_WITH_AS(parallel_for(100'000, threads, work), "index 3", std::runtime_error);
    CHECK(calls < 100'000);
  }
}
