#include "cli/man_page.hpp"

#include <CLI/CLI.hpp>
#include <string_view>

namespace conform {
namespace {

// Text for troff: nothing in it is a request or an escape, and hyphens stay what can be copied into a shell.
std::string escaped(std::string_view text) {
  std::string out;
  bool begins = true;
  for (const char c : text) {
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

std::string heading_of(const CLI::Option& option, const CLI::Formatter& formatter) {
  const bool positional = option.get_positional();
  return bold(option.get_name(positional, !positional)) + escaped(formatter.make_option_opts(&option));
}

// A group without a name is for machines.
bool is_shown(const CLI::Option& option) { return !option.get_group().empty(); }

std::string options_text(const CLI::App& command, const CLI::Formatter& formatter) {
  std::string text;
  for (const bool positional : {true, false}) {
    for (const CLI::Option* option : command.get_options()) {
      if (!is_shown(*option) || option->get_positional() != positional) continue;
      text += ".TP\n" + heading_of(*option, formatter) + "\n" + escaped(option->get_description()) + "\n";
    }
  }
  return text;
}

std::string synopsis_of(const CLI::App& command, const CLI::Formatter& formatter) {
  std::string text = "conform " + command.get_name();
  bool has_options = false;
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional()) continue;
    if (option->get_required()) {
      text += " " + option->get_name(false, true) + formatter.make_option_opts(option);
    } else if (is_shown(*option)) {
      has_options = true;
    }
  }
  if (has_options) text += " [OPTIONS]";
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional()) text += " " + formatter.make_option_usage(option);
  }
  return escaped(text);
}

}  // namespace

std::string man_page(const CLI::App& app) {
  const CLI::Formatter formatter;
  std::string text = ".TH CONFORM 1 \"\" \"conform " CONFORM_VERSION "\" \"User API Conformance Suite\"\n";
  text += ".SH NAME\nconform \\- check whether an HTTP server conforms to the User API\n";
  text += ".SH SYNOPSIS\n" + bold("conform") + " [OPTIONS] COMMAND \\&...\n";
  text += ".SH DESCRIPTION\n" + escaped(app.get_description()) + "\n";
  text += ".SH OPTIONS\n" + options_text(app, formatter);
  text += ".SH COMMANDS\n";
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    text += ".SS " + synopsis_of(*command, formatter) + "\n" + escaped(command->get_description()) + "\n";
    text += options_text(*command, formatter);
  }
  text += ".SH \"SEE ALSO\"\n" + escaped(app.get_footer()) + "\n";
  return text;
}

}  // namespace conform
