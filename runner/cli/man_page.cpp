#include "cli/man_page.hpp"

#include <CLI/CLI.hpp>
#include <string_view>

#include "cli/help_text.hpp"

namespace conform {
namespace {

// Text for troff: nothing in it is a request or an escape, hyphens stay what can be copied into a shell, and it is
// ASCII.
std::string escaped(std::string_view text) {
  constexpr std::string_view ellipsis = "…";
  std::string out;
  bool begins = true;
  while (!text.empty()) {
    if (text.starts_with(ellipsis)) {
      out += "\\&...";
      text.remove_prefix(ellipsis.size());
      continue;
    }
    const char c = text.front();
    text.remove_prefix(1);
    if (begins && (c == '.' || c == '\'')) out += "\\&";
    begins = c == '\n';
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

std::string bold(std::string_view text) { return "\\fB" + escaped(text) + "\\fR"; }

std::string options_text(const CLI::App& command) {
  std::string text;
  for (const OptionGroup& group : option_groups(command)) {
    text += ".PP\n" + escaped(group.name) + ":\n";
    for (const CLI::Option* option : group.options)
      text += ".TP\n" + bold(option_heading(*option)) + "\n" + escaped(option_about(*option)) + "\n";
  }
  return text;
}

// What is typed is not filled into lines.
std::string man_examples(std::string_view command) {
  std::string text = ".PP\n.nf\n";
  for (const Example& example : examples_of(command))
    text += "# " + escaped(example.about) + "\n" + bold(example.line) + "\n";
  return text + ".fi\n";
}

}  // namespace

std::string man_page(const CLI::App& app) {
  std::string text = ".TH CONFORM 1 \"\" \"conform " CONFORM_VERSION "\" \"User API Conformance Suite\"\n";
  text += ".SH NAME\nconform \\- check whether an HTTP server conforms to the User API\n";
  text += ".SH SYNOPSIS\n" + bold("conform") + " [OPTIONS] COMMAND \\&...\n";
  text += ".SH DESCRIPTION\n" + escaped(app.get_description()) + "\n";
  text += ".SH EXAMPLES\n" + man_examples({});
  text += ".SH OPTIONS\n" + options_text(app);
  text += ".SH COMMANDS\n";
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    text += ".SS " + escaped(usage_of(*command)) + "\n" + escaped(command->get_description()) + "\n";
    text += man_examples(command->get_name()) + options_text(*command);
  }
  text += ".SH \"SEE ALSO\"\n" + escaped(app.get_footer()) + "\n";
  return text;
}

}  // namespace conform
