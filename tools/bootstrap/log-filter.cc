// Applies TF_CPP_MIN_LOG_LEVEL to all of TensorFlow's messages. Since 2.17 some go through a private
// copy of Abseil, which ignores that variable and writes to C's stderr: the first graph of a process
// would print two internal lines into the middle of a progress bar.
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#ifdef __GLIBC__
#include <unistd.h>

namespace {

const char severities[] = "IWE";
int level = 0;

// Abseil's prefix is a severity letter, month and day: "I0000 00:00:…". One message is one write.
bool is_below_level(const char* text, size_t size) {
  static const char notice[] = "WARNING: All log messages before absl::InitializeLog()";
  if (size >= sizeof notice && std::memcmp(text, notice, sizeof notice - 1) == 0) return true;
  const char* severity = size > 5 ? std::strchr(severities, text[0]) : nullptr;
  if (severity == nullptr || text[0] == '\0' || text[5] != ' ') return false;
  for (int i = 1; i <= 4; i++) {
    if (!std::isdigit(static_cast<unsigned char>(text[i]))) return false;
  }
  return static_cast<int>(severity - severities) < level;
}

ssize_t write_filtered(void*, const char* text, size_t size) {
  return is_below_level(text, size) ? static_cast<ssize_t>(size) : ::write(STDERR_FILENO, text, size);
}

const bool installed = [] {
  const char* wanted = std::getenv("TF_CPP_MIN_LOG_LEVEL");
  level = wanted == nullptr ? 0 : std::atoi(wanted);
  if (level == 0) return false;
  cookie_io_functions_t functions = {nullptr, write_filtered, nullptr, nullptr};
  FILE* filtered = fopencookie(nullptr, "w", functions);
  if (filtered == nullptr) return false;
  std::setvbuf(filtered, nullptr, _IONBF, 0);
  stderr = filtered;
  return true;
}();

}  // namespace
#endif
