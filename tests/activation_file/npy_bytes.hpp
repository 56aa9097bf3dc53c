#pragma once

#include <bit>
#include <cstring>
#include <string>
#include <vector>

#include "data/zip_archive.hpp"

/// A .npy file of version 1.0 with any text as its header.
inline std::string npy_with(std::string literal, const std::string& data) {
  literal.append(63 - (10 + literal.size()) % 64, ' ');
  literal += '\n';
  return "\x93NUMPY" + little_endian(1, 1) + little_endian(0, 1) + little_endian(literal.size(), 2) + literal + data;
}

inline std::string npy_literal(const std::string& descr, bool fortran_order, const std::string& shape) {
  return "{'descr': '" + descr + "', 'fortran_order': " + (fortran_order ? "True" : "False") + ", 'shape': " + shape +
         ", }";
}

inline std::string npy_shape(std::size_t rows, std::size_t columns) {
  return "(" + std::to_string(rows) + ", " + std::to_string(columns) + ")";
}

template <class T>
std::string bytes_of(const std::vector<T>& values) {
  std::string bytes(values.size() * sizeof(T), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

/// values: rows × columns, row by row; float or double.
template <class T>
std::string npy_of(const std::vector<T>& values, std::size_t columns, bool fortran_order = false) {
  const std::size_t rows = values.size() / columns;
  std::vector<T> ordered = values;
  if (fortran_order)
    for (std::size_t i = 0; i < values.size(); ++i) ordered[i % columns * rows + i / columns] = values[i];
  return npy_with(npy_literal("<f" + std::to_string(sizeof(T)), fortran_order, npy_shape(rows, columns)),
                  bytes_of(ordered));
}
