#pragma once

#include <string>
#include <vector>

namespace reluscope {

/// The values that an option of a sweep stands for. An item is a value, or a range: FROM..TO:log:N and FROM..TO:lin:N
/// are N numbers from FROM to TO, in equal ratios, those between rounded to 4 significant digits, or in equal steps.
/// Throws UserError that names the flag if a range is not one, or if two values are the same, as texts or, if they are
/// numbers, as numbers.
std::vector<std::string> expanded_values(const std::string& flag, const std::vector<std::string>& items,
                                         bool are_numbers);

}  // namespace reluscope
