#include <doctest/doctest.h>

#include "support/suggestion.hpp"

using namespace reluscope;

TEST_SUITE("suggestion") {

TEST_CASE("the edit distance counts letters put in, left out, replaced and swapped") {
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("kitten", "sitting") == 3);  // Levenshtein's classic
  CHECK(edit_distance("train", "trian") == 1);
  CHECK(edit_distance("ca", "abc") == 3);  // optimal string alignment; unrestricted it would be 2
  CHECK(edit_distance("Age", "aGE") == 0);
}

TEST_CASE("the distance is the same in both directions") {
  for (const auto& [a, b] : {std::pair("sparse", "spares"), std::pair("epochs", "epoch"), std::pair("", "x")})
    CHECK(edit_distance(a, b) == edit_distance(b, a));
}

TEST_CASE("the nearest word is proposed") {
  const std::vector<std::string> flags = {"--lr", "--lr-schedule", "--epochs", "--batch-size"};
  CHECK(did_you_mean("--epoch", flags) == " (did you mean '--epochs'?)");
  CHECK(did_you_mean("--batchsize", flags) == " (did you mean '--batch-size'?)");
  CHECK(did_you_mean("--batch_size", flags) == " (did you mean '--batch-size'?)");
  CHECK(did_you_mean("--bacth-size", flags) == " (did you mean '--batch-size'?)");
  CHECK(did_you_mean("--rl", flags) == " (did you mean '--lr'?)");
}

TEST_CASE("who stopped short is taken at the beginning of the word") {
  CHECK(did_you_mean("clas", {"regression", "classification"}) == " (did you mean 'classification'?)");
}

TEST_CASE("what is like nothing gets no proposal") {
  CHECK(did_you_mean("elephant", {"adam", "sgd"}).empty());
  CHECK(did_you_mean("x", {"y"}).empty());
  CHECK(did_you_mean("", {"y"}).empty());
  CHECK(did_you_mean("target", {}).empty());
}

}  // TEST_SUITE("suggestion")
