#include "model_file/model_rewriter.hpp"

namespace reluscope {
namespace {

/// As in model_format.cpp, made when it is first asked for.
std::vector<ModelRewriter>& registered_rewriters() {
  static std::vector<ModelRewriter> rewriters;
  return rewriters;
}

}  // namespace

RegisterModelRewriter::RegisterModelRewriter(const ModelRewriter& rewriter) {
  registered_rewriters().push_back(rewriter);
}

std::optional<ModelRewriter> rewriter_of(std::string_view format) {
  for (const ModelRewriter& rewriter : registered_rewriters())
    if (rewriter.format == format) return rewriter;
  return std::nullopt;
}

}  // namespace reluscope
