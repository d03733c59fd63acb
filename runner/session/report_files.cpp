#include "session/report_files.hpp"

#include <algorithm>
#include <utility>

#include "base/printable.hpp"
#include "reports/render.hpp"

namespace conform {
namespace {

// Renders every report and hands it to `write`; all problems at once.
template <class Write>
Result<void> each(const std::vector<ReportRequest>& requests, const std::vector<PendingFile>& files,
                  const RunResult& result, Write write) {
  Diagnostics diagnostics;
  for (std::size_t i = 0; i < files.size(); ++i) {
    auto text = render(requests[i].format, result);
    const Result<void> done = text ? write(files[i], *text) : Result<void>{tl::unexpected{text.error()}};
    if (!done) diagnostics.insert(diagnostics.end(), done.error().begin(), done.error().end());
  }
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  return {};
}

}  // namespace

Result<ReportFiles> ReportFiles::open(const std::vector<ReportRequest>& requests,
                                      const std::vector<std::string>& inputs) {
  std::vector<std::string> paths;
  for (const ReportRequest& request : requests) paths.push_back(request.path);
  auto files = open_files(paths, inputs);
  if (!files) return tl::unexpected{files.error()};
  ReportFiles result;
  result.requests_ = requests;
  result.files_ = std::move(*files);
  return result;
}

bool ReportFiles::uses_standard_output() const {
  return std::ranges::any_of(requests_, [](const ReportRequest& request) { return request.path == "-"; });
}

std::string ReportFiles::lines() const {
  std::string text;
  for (const ReportRequest& request : requests_) {
    if (request.path != "-") text += request.format + " report: " + printable_line(request.path) + "\n";
  }
  return text;
}

Result<void> ReportFiles::begin(const RunResult& unfinished) const {
  return each(requests_, files_, unfinished,
              [](const PendingFile& file, const std::string& text) { return file.begin(text); });
}

Result<void> ReportFiles::finish(const RunResult& result) const {
  return each(requests_, files_, result,
              [](const PendingFile& file, const std::string& text) { return file.finish(text); });
}

}  // namespace conform
