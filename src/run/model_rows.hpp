#pragma once

#include <optional>
#include <string>

#include "data/encoding.hpp"
#include "data/table_stream.hpp"
#include "model/network.hpp"
#include "model_file/mlp_file.hpp"
#include "run/inspect_spec.hpp"

namespace reluscope {

/// The network of a model file. Throws UserError, which says that there is nothing `to` do ("to judge"), if it has no
/// hidden layer. name: of the file.
Network<float> network_of(const MlpFile& file, const std::string& name, const std::string& to);

/// The rows of a file, as they are fed to a model that was trained before.
class ModelRows {
 public:
  /// Opens the file. Both must outlive it. Throws UserError if it does not fit the model.
  ModelRows(const ModelInput& input, const MlpFile& file);

  TableStream& stream() { return m_stream; }
  const TableStream& stream() const { return m_stream; }
  /// Settles the encoding, at the first block. What has to be fitted takes a pass over all rows. Throws UserError.
  void fit();
  const Encoding& encoding() const { return m_encoding; }
  /// Throws UserError if the present block has a number that the inputs of the model cannot take.
  void check_block() const;
  /// Of the model, if it says how it was fed; else null.
  const Encoding* own_encoding() const { return m_file.encoding ? &*m_file.encoding : nullptr; }

 private:
  void check_count() const;
  std::string whole_numbers() const;

  const ModelInput& m_input;
  const MlpFile& m_file;
  std::string m_model;  // in messages
  TableStream m_stream;
  Encoding m_encoding;
};

}  // namespace reluscope
