#pragma once

#include <cmath>
#include <limits>
#include <vector>

#include "diagnosis/proof/input_box.hpp"
#include "model/network.hpp"

/// The greatest pre-activation of a unit of the second layer over a box without groups, in double, by brute force: a
/// function that is linear in pieces is greatest where as many of the planes that bound the pieces (z = 0 of a unit
/// below, or a side of the box) meet as there are inputs. For a handful of inputs and units.
class ExactMaximum {
 public:
  ExactMaximum(const reluscope::Network<float>& network, std::size_t unit, const reluscope::InputBox& box)
      : m_network(network), m_unit(unit), m_box(box) {
    for (std::size_t i = 0; i < network.layers()[0].units(); ++i) {
      const auto weights = network.weights(0).row(i);
      m_planes.emplace_back(weights.begin(), weights.end());
      m_planes.back().push_back(-network.bias(0)[i]);
    }
    for (std::size_t k = 0; k < box.inputs(); ++k) {
      for (const double side : {box.lower[k], box.upper[k]}) {
        std::vector<double>& plane = m_planes.emplace_back(box.inputs() + 1);
        plane[k] = 1;
        plane.back() = side;
      }
    }
  }

  double value() {
    choose(0, {});
    return m_greatest;
  }

 private:
  using Plane = std::vector<double>;  // coefficients, and what they sum up to

  void choose(std::size_t first, const std::vector<Plane>& chosen) {
    if (chosen.size() == m_box.inputs()) return try_point(chosen);
    for (std::size_t p = first; p < m_planes.size(); ++p) {
      std::vector<Plane> more = chosen;
      more.push_back(m_planes[p]);
      choose(p + 1, more);
    }
  }

  /// Where the planes meet, by Gauss and Jordan.
  void try_point(std::vector<Plane> rows) {
    const std::size_t n = rows.size();
    for (std::size_t c = 0; c < n; ++c) {
      std::size_t pivot = c;
      for (std::size_t r = c; r < n; ++r)
        if (std::abs(rows[r][c]) > std::abs(rows[pivot][c])) pivot = r;
      if (std::abs(rows[pivot][c]) < 1e-12) return;
      std::swap(rows[c], rows[pivot]);
      for (std::size_t r = 0; r < n; ++r) {
        const double factor = rows[r][c] / rows[c][c];
        for (std::size_t k = 0; k <= n && r != c; ++k) rows[r][k] -= factor * rows[c][k];
      }
    }
    std::vector<double> point;
    for (std::size_t k = 0; k < n; ++k) {
      point.push_back(rows[k][n] / rows[k][k]);
      if (point[k] < m_box.lower[k] - 1e-9 || point[k] > m_box.upper[k] + 1e-9) return;
    }
    double z = m_network.bias(1)[m_unit];
    for (std::size_t i = 0; i < m_network.layers()[0].units(); ++i) {
      double below = m_network.bias(0)[i];
      for (std::size_t k = 0; k < n; ++k) below += m_network.weights(0).row(i)[k] * point[k];
      z += m_network.weights(1).row(m_unit)[i] * std::max(0.0, below);
    }
    m_greatest = std::max(m_greatest, z);
  }

  const reluscope::Network<float>& m_network;
  std::size_t m_unit;
  const reluscope::InputBox& m_box;
  std::vector<Plane> m_planes;
  double m_greatest = -std::numeric_limits<double>::infinity();
};
