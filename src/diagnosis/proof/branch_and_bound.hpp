#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "diagnosis/proof/attack.hpp"
#include "diagnosis/proof/bounds.hpp"
#include "diagnosis/proof/witness.hpp"

namespace reluscope {

/// Splits the box of one unit, of a hidden ReLU layer, into parts until every part is proven, one holds a witness, or
/// the work allowed is done (branch and bound on the inputs; Wang et al. 2018). A part is halved along the input to
/// which its bound owes most: the greatest |slope| · width. On the way the highest corner of each part is tried.
class BranchAndBound {
 public:
  /// bounder: of the whole box.
  BranchAndBound(const Bounder& bounder, std::size_t layer, std::size_t unit);

  /// Goes on until about that many multiplications are done; returns how many they were.
  double run(double work);
  /// Nothing more can be done.
  bool is_done() const { return m_parts.empty() || m_witness || m_is_stuck; }
  /// What z is at most in the whole box, if that is proven not to be above 0.
  std::optional<double> proven_upper() const;
  const std::optional<Witness>& witness() const { return m_witness; }

  std::size_t layer() const { return m_layer; }
  std::size_t unit() const { return m_unit; }

 private:
  struct Part {
    std::vector<double> lower, upper;
    std::size_t input;  // along which it is to be split
  };

  static bool can_split(const Part& part, std::size_t input);
  std::size_t best_input(const Part& part, std::span<const double> slopes) const;
  bool tighten_group(Part& part, std::size_t input) const;
  void try_corners(Attack& attack, const BoxBatch& boxes, const UpperBounds& bounds);

  const Bounder* m_bounder;
  std::size_t m_layer, m_unit;
  std::vector<std::optional<InputBox::Group>> m_group_of;  // inputs
  std::vector<double> m_influence;                         // inputs: Σ |w| of the first layer
  std::vector<Part> m_parts;                               // still open; the last is next
  double m_upper;                                          // of the parts that are proven
  bool m_is_stuck = false;                                 // a part is open that cannot be split
  std::optional<Witness> m_witness;
};

}  // namespace reluscope
