#pragma once

#include <string>
#include <vector>

namespace reluscope {

/// How many single letters must be put in, left out, replaced, or swapped with the next one, to make one word of the
/// other, upper and lower case being the same (optimal string alignment; Damerau 1964).
std::size_t edit_distance(const std::string& word, const std::string& other);

/// Which of the known words is nearest to a word that is none of them; null if none is near.
const std::string* nearest(const std::string& word, const std::vector<std::string>& known);

/// What a message on such a word adds to it: " (did you mean 'x'?)", or nothing if there is no proposal.
std::string did_you_mean(const std::string* proposal);
std::string did_you_mean(const std::string& word, const std::vector<std::string>& known);

}  // namespace reluscope
