#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

namespace reluscope {

/// The numbers of a document, as a page shows them: each is marked with its place in the document (a JSON pointer,
/// RFC 6901) and has its exact value beside the one that is shown. What is null or missing is a dash. The document must
/// live on.
class Cited {
 public:
  explicit Cited(const nlohmann::ordered_json& document) : m_document(&document) {}

  /// "1,438"; of true and false "yes" and "no".
  std::string count(const std::string& place) const;
  /// "32.3 %", of a fraction.
  std::string share(const std::string& place) const;
  /// "0.448"
  std::string number(const std::string& place, int digits = 4) const;
  /// A whole number as a count, any other as a number.
  std::string any(const std::string& place) const;
  /// The text there, as markup; a dash if it is empty.
  std::string text(const std::string& place) const;

  /// Null if there is none.
  const nlohmann::ordered_json* find(const std::string& place) const;

 private:
  std::string shown(const std::string& place,
                    const std::function<std::string(const nlohmann::ordered_json&)>& as) const;

  const nlohmann::ordered_json* m_document;
};

/// A number over several runs and, as far as the document has one, its 95 % interval: "24 % (20 % to 29 %)". key: of
/// the number in the object at `place`, beside "lower" and "upper".
std::string cited_estimate(const Cited& cited, const std::string& place, const std::string& key, bool is_share);

/// The place of a member.
std::string in_place(const std::string& place, const std::string& key);
std::string in_place(const std::string& place, std::size_t index);

}  // namespace reluscope
