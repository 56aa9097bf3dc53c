#include "run/load_dataset.hpp"

#include "data/read_table.hpp"

namespace reluscope {

Dataset load_dataset(const RunSpec& spec, ThreadPool& pool) {
  const DataOptions& data = spec.data;
  if (!spec.model.start || !spec.model.start->file.encoding)
    return encode_dataset(read_table(data.table, pool), data.encoding);
  const Encoding& model = *spec.model.start->file.encoding;
  return encode_dataset(read_table(data.table, model, pool), data.encoding, &model);
}

}  // namespace reluscope
