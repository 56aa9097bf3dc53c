#include <atomic>
#include <chrono>
#include <doctest/doctest.h>
#include <future>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

#include "support/thread_pool.hpp"

TEST_SUITE("thread pool") {

using reluscope::ThreadPool;

namespace {

/// Waits until so many have arrived, for some seconds at most; returns whether they have.
class Meeting {
 public:
  explicit Meeting(int expected) : m_missing(expected) {}

  bool arrive() {
    --m_missing;
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (m_missing > 0 && std::chrono::steady_clock::now() < limit) std::this_thread::yield();
    return m_missing <= 0;
  }

 private:
  std::atomic<int> m_missing;
};

}  // namespace

TEST_CASE("parallel_for does the work once for each index, on any number of threads") {
  for (const unsigned threads : {1U, 2U, 7U, 64U}) {
    ThreadPool pool(threads);
    CHECK(pool.threads() == threads);
    for (const std::size_t count : {0U, 1U, 5U, 1000U}) {
      std::vector<std::atomic<int>> calls(count);
      pool.parallel_for(count, [&](std::size_t i, unsigned) { ++calls.at(i); });
      for (const std::atomic<int>& made : calls) CHECK(made == 1);
    }
  }
}

TEST_CASE("results that are kept by index do not depend on the threads") {
  const auto sum_of_roots = [](unsigned threads) {
    std::vector<double> roots(1000);
    ThreadPool(threads).parallel_for(roots.size(),
                                     [&](std::size_t i, unsigned) { roots[i] = std::sqrt(static_cast<double>(i)); });
    return std::accumulate(roots.begin(), roots.end(), 0.0);
  };
  CHECK(sum_of_roots(3) == sum_of_roots(1));
}

TEST_CASE("the caller is one of the threads of a parallel_for") {
  ThreadPool pool(2);
  Meeting meeting(2);
  pool.parallel_for(2, [&](std::size_t, unsigned) { CHECK(meeting.arrive()); });
}

TEST_CASE(
    "no two calls of a parallel_for have the same worker at the same time, and all are below the number of threads") {
  ThreadPool pool(3);
  std::vector<std::atomic<bool>> is_busy(3);
  std::atomic<int> clashes = 0;
  pool.parallel_for(300, [&](std::size_t, unsigned worker) {
    clashes += is_busy.at(worker).exchange(true) ? 1 : 0;
    std::this_thread::yield();
    is_busy[worker] = false;
  });
  CHECK(clashes == 0);
}

TEST_CASE("an exception in a parallel_for ends it and is rethrown, and the pool can go on") {
  for (const unsigned threads : {1U, 4U}) {
    ThreadPool pool(threads);
    std::atomic<int> calls = 0;
    const auto work = [&](std::size_t i, unsigned) {
      ++calls;
      if (i == 3) throw std::runtime_error("index 3");
    };
    CHECK_THROWS_WITH_AS(pool.parallel_for(100'000, work), "index 3", std::runtime_error);
    CHECK(calls < 100'000);
    calls = 0;
    pool.parallel_for(3, work);
    CHECK(calls == 3);
  }
}

TEST_CASE("submitted work runs beside its submitter, on another thread") {
  ThreadPool pool(2);
  Meeting meeting(2);
  std::thread::id other;
  std::future<void> result = pool.submit([&] {
    other = std::this_thread::get_id();
    CHECK(meeting.arrive());
  });
  CHECK(meeting.arrive());
  result.get();
  CHECK(other != std::this_thread::get_id());
}

TEST_CASE("a pool of one thread runs submitted work at once, where it is submitted") {
  ThreadPool pool;
  std::thread::id runner;
  const std::future<void> result = pool.submit([&] { runner = std::this_thread::get_id(); });
  CHECK(runner == std::this_thread::get_id());
  CHECK(result.wait_for(std::chrono::seconds(0)) == std::future_status::ready);
}

TEST_CASE("more work than threads is done, in the order in which it was submitted where one thread does it") {
  ThreadPool pool(2);
  std::vector<int> order;
  std::vector<std::future<void>> results;
  for (int i = 0; i < 100; ++i) results.push_back(pool.submit([&order, i] { order.push_back(i); }));
  for (std::future<void>& result : results) result.get();
  std::vector<int> expected(100);
  std::iota(expected.begin(), expected.end(), 0);
  CHECK(order == expected);
}

TEST_CASE("an exception of submitted work is thrown by its result alone") {
  for (const unsigned threads : {1U, 2U}) {
    ThreadPool pool(threads);
    std::future<void> failed = pool.submit([] { throw std::runtime_error("no"); });
    std::future<void> next = pool.submit([] {});
    CHECK_NOTHROW(next.get());
    CHECK_THROWS_WITH_AS(failed.get(), "no", std::runtime_error);
  }
}

TEST_CASE("submitted work may use parallel_for, with no other thread free and with one that becomes free") {
  for (const unsigned threads : {1U, 2U, 3U}) {
    ThreadPool pool(threads);
    std::atomic<int> calls = 0;
    std::vector<std::future<void>> results;
    for (int task = 0; task < 5; ++task)
      results.push_back(pool.submit([&] { pool.parallel_for(20, [&](std::size_t, unsigned) { ++calls; }); }));
    pool.parallel_for(20,
                      [&](std::size_t, unsigned) { pool.parallel_for(2, [&](std::size_t, unsigned) { ++calls; }); });
    for (std::future<void>& result : results) result.get();
    CHECK(calls == 5 * 20 + 20 * 2);
  }
}

TEST_CASE("a pool that goes waits for all that was submitted") {
  std::atomic<int> done = 0;
  {
    ThreadPool pool(3);
    for (int i = 0; i < 20; ++i) {
      pool.submit([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        ++done;
      });
    }
  }
  CHECK(done == 20);
}

}  // TEST_SUITE("thread pool")
