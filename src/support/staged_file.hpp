#pragma once

#include <string>
#include <string_view>

namespace reluscope {

/// What a file is to hold, whole and on disk, before it is there. It has no name until then, so nothing is left of it
/// if the program is killed; where the file system has no nameless files it lies beside its place, as NAME.partXXXXXX,
/// and is removed by the destructor. Signals must wait meanwhile (HeldSignals): a file has a name until it is in its
/// place.
///
/// A file that is replaced hands on its mode, and its owner and group as far as the system allows.
class StagedFile {
 public:
  /// path: as messages name it. place: the file, no link. Throws UserError if nothing can be written there.
  StagedFile(const std::string& path, const std::string& place);
  StagedFile(const StagedFile&) = delete;
  StagedFile& operator=(const StagedFile&) = delete;
  ~StagedFile();

  /// Throws UserError, as all that follow.
  void write(std::string_view content);
  /// Does what can fail for want of room or rights, so that `move_into_place` will not.
  void prepare();
  void move_into_place();
  /// Removes the file again if there was none before. Another file that needed it could not be moved.
  void take_back() const;

  bool has_name() const { return m_has_name; }

 private:
  void open_named();
  void name_it();
  void inherit_mode() const;

  std::string m_path, m_place;
  std::string m_beside;  // the name that it has or may get
  int m_fd = -1;
  bool m_has_name = false;
  bool m_is_new_there = false;  // in its place, where there was no file
};

}  // namespace reluscope
