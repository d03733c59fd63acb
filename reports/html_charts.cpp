#include "reports/html_charts.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "model/area.hpp"
#include "reports/areas.hpp"
#include "reports/percentiles.hpp"
#include "reports/text.hpp"

namespace conform {
namespace {

constexpr double width = 340;  // fits a phone of 360 points, margins included, where no style sheet scales it
constexpr std::string_view font = "system-ui, sans-serif";

std::string number(double value) { return fmt::format("{:.1f}", value); }

/// White text has a contrast of at least 4.5 on each of these, on a light page as on a dark one.
struct Look {
  std::string_view fill;
  std::string text;
};

Look look_of(const StateCounts& counts) {
  if (counts.violated > 0) return {"#cf222e", fmt::format("✗ {} of {}", counts.violated, counts.all())};
  if (counts.verified == 0) return {"#57606a", fmt::format("0 of {}", counts.all())};
  if (counts.unverified > 0) return {"#8a5a00", fmt::format("{} of {}", counts.verified, counts.all())};
  return {"#1a7f37", fmt::format("✓ {}", counts.all())};
}

/// "setUserAttributes" in lines: set, User, Attributes.
std::vector<std::string> split_words(std::string_view operation) {
  std::vector<std::string> words;
  for (const char c : operation) {
    if (words.empty() || (c >= 'A' && c <= 'Z')) words.emplace_back();
    words.back() += c;
  }
  if (words.size() > 3) words.resize(3);
  return words;
}

class Drawing {
 public:
  Drawing(HtmlWriter& page, double height, const std::string& label)
      : page_{page},
        svg_{page.open("svg", {{"viewBox", fmt::format("0 0 {:.0f} {:.0f}", width, height)},
                               {"width", number(width)},
                               {"height", number(height)},
                               {"role", "img"},
                               {"aria-label", label},
                               {"font-family", std::string{font}},
                               {"font-size", "12"}})} {}

  void text(double x, double y, std::string_view text, std::string_view anchor = "start",
            std::string_view fill = "currentColor", std::string_view size = "12") {
    page_.element("text", text,
                  {{"x", number(x)},
                   {"y", number(y)},
                   {"text-anchor", std::string{anchor}},
                   {"fill", std::string{fill}},
                   {"font-size", std::string{size}}});
  }

  void box(double x, double y, double w, double h, std::string_view fill) {
    page_.element("rect", "",
                  {{"x", number(x)},
                   {"y", number(y)},
                   {"width", number(w)},
                   {"height", number(h)},
                   {"rx", "3"},
                   {"fill", std::string{fill}}});
  }

  void line(double x1, double y1, double x2, double y2, std::string_view colour, std::string_view stroke_width) {
    page_.element("line", "",
                  {{"x1", number(x1)},
                   {"y1", number(y1)},
                   {"x2", number(x2)},
                   {"y2", number(y2)},
                   {"stroke", std::string{colour}},
                   {"stroke-width", std::string{stroke_width}}});
  }

  void dot(double x, double y, std::string_view radius, std::string_view fill) {
    page_.element("circle", "",
                  {{"cx", number(x)}, {"cy", number(y)}, {"r", std::string{radius}}, {"fill", std::string{fill}}});
  }

 private:
  HtmlWriter& page_;
  HtmlWriter::Element svg_;
};

}  // namespace

void write_matrix(HtmlWriter& page, const RunResult& result) {
  const std::vector<AreaResult> areas = results_by_area(result);
  std::vector<std::string> operations = operations_of(result);
  constexpr std::size_t most = 8;  // columns that fit
  operations.resize(std::min(operations.size(), most));
  if (areas.empty() || operations.empty()) return;
  constexpr double head = 46;
  constexpr double row = 42;
  const double cell = width / static_cast<double>(operations.size());
  Drawing drawing{page, head + row * static_cast<double>(areas.size()) + 4,
                  fmt::format("{} areas by {} operations, with the number of requirements and their worst state; the "
                              "same counts are in the list of areas",
                              areas.size(), operations.size())};
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const std::vector<std::string> words = split_words(operations[i]);
    for (std::size_t k = 0; k < words.size(); ++k) {
      drawing.text((static_cast<double>(i) + 0.5) * cell, 12 + 13 * static_cast<double>(k), clip(words[k], 20),
                   "middle");
    }
  }
  for (std::size_t i = 0; i < areas.size(); ++i) {
    const double top = head + row * static_cast<double>(i);
    drawing.text(0, top + 12, fmt::format("{}. {}", areas[i].area, area_name(areas[i].area)));
    for (std::size_t k = 0; k < operations.size(); ++k) {
      const StateCounts counts = counts_for(areas[i], operations[k]);
      const double left = static_cast<double>(k) * cell;
      if (counts.all() == 0) {
        drawing.text(left + cell / 2, top + 31, "–", "middle");
        continue;
      }
      const Look look = look_of(counts);
      drawing.box(left + 1, top + 17, cell - 2, 20, look.fill);
      drawing.text(left + cell / 2, top + 31, look.text, "middle", "#ffffff", "11");
    }
  }
}

void write_latency_chart(HtmlWriter& page, const RunResult& result) {
  std::vector<Percentiles> all;
  for (const Latency& latency : result.latencies) all.push_back(percentiles_of(latency.took));
  if (all.empty()) return;
  const auto logarithm = [](std::chrono::microseconds took) {
    constexpr std::chrono::microseconds::rep shortest = 100;  // what is faster stands at the left end
    return std::log10(static_cast<double>(std::max(took.count(), shortest)));
  };
  double low = 18;
  double high = 0;
  for (const Percentiles& percentiles : all) {
    low = std::min(low, std::floor(logarithm(percentiles.p50)));
    high = std::max(high, std::ceil(logarithm(percentiles.max)));
  }
  high = std::max(high, low + 1);
  constexpr double row = 34;
  constexpr double margin = 12;
  constexpr double foot = 24;
  const double bottom = row * static_cast<double>(all.size());
  const auto across = [&](std::chrono::microseconds took) {
    return margin + (logarithm(took) - low) / (high - low) * (width - 2 * margin);
  };
  Drawing drawing{page, bottom + foot,
                  "Time from p50 to the maximum for each operation, on a logarithmic axis; the table has the numbers"};
  const double step = std::ceil((high - low) / 6);
  for (double power = low; power <= high; power += step) {
    const std::chrono::microseconds tick{
        static_cast<std::chrono::microseconds::rep>(std::llround(std::pow(10, power)))};
    const double x = across(tick);
    drawing.line(x, 0, x, bottom + 4, "#8c959f", "0.5");
    const std::string_view anchor = power == low ? "start" : power + step > high ? "end" : "middle";
    const double at = power == low ? 0 : power + step > high ? width : x;
    drawing.text(at, bottom + 18, duration_text(tick), anchor, "currentColor", "11");
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double top = row * static_cast<double>(i);
    drawing.text(0, top + 13, clip(result.latencies[i].operation, 40));
    drawing.line(across(all[i].p50), top + 24, across(all[i].max), top + 24, "#57606a", "2");
    drawing.line(across(all[i].p50), top + 24, across(all[i].p95), top + 24, "#0969da", "8");
    drawing.line(across(all[i].p99), top + 18, across(all[i].p99), top + 30, "#bf3989", "3");
    drawing.dot(across(all[i].p50), top + 24, "5", "#0969da");
    drawing.dot(across(all[i].max), top + 24, "4", "#cf222e");
  }
}

}  // namespace conform
