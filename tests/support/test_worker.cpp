#include <atomic>
#include <chrono>
#include <doctest/doctest.h>
#include <stdexcept>
#include <thread>

#include "support/worker.hpp"

using reluscope::Worker;

TEST_CASE("a worker does one thing after the other, on a thread of its own") {
  Worker worker;
  std::vector<int> done;
  for (int i = 0; i < 1000; ++i) {
    worker.start([&, i, caller = std::this_thread::get_id()] {
      if (std::this_thread::get_id() != caller) done.push_back(i);
    });
    worker.wait();
    REQUIRE(done.size() == static_cast<std::size_t>(i) + 1);
  }
}

TEST_CASE("who starts a worker goes on meanwhile") {
  Worker worker;
  std::atomic<bool> released = false;
  bool in_time = false;
  worker.start([&] {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!released && std::chrono::steady_clock::now() < limit) std::this_thread::yield();
    in_time = released;
  });
  released = true;
  worker.wait();
  CHECK(in_time);
}

TEST_CASE("what the work throws is thrown once, to who waits, and the worker can go on") {
  Worker worker;
  worker.start([] { throw std::runtime_error("no"); });
  CHECK_THROWS_WITH_AS(worker.wait(), "no", std::runtime_error);
  CHECK_NOTHROW(worker.wait());
  bool done = false;
  worker.start([&] { done = true; });
  worker.wait();
  CHECK(done);
}

TEST_CASE("a worker is idle when its work is over, and keeps what that threw for who waits") {
  Worker worker;
  CHECK(worker.is_idle());
  std::atomic<bool> released = false;
  worker.start([&] {
    while (!released) std::this_thread::yield();
    throw std::runtime_error("no");
  });
  CHECK_FALSE(worker.is_idle());
  released = true;
  worker.finish();
  CHECK(worker.is_idle());
  CHECK_THROWS_WITH_AS(worker.wait(), "no", std::runtime_error);
}

TEST_CASE("a worker finishes what it was given before it goes") {
  std::atomic<bool> done = false;
  {
    Worker worker;
    worker.start([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      done = true;
    });
  }
  CHECK(done);
}
