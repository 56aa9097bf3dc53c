#pragma once

#include "model_file/model_format.hpp"

/// What every network must be that is read.
void check_model(const reluscope::MlpFile& mlp);

/// Writes the file that was read as `mlp` again, as it is and without a unit of each hidden layer, and reads the
/// results: each is refused, or has the parameters of `mlp` but for the unit's.
void check_rewriting(const reluscope::ModelFormat& format, reluscope::ModelBytes& file, const reluscope::MlpFile& mlp);
