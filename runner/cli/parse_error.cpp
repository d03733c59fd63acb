#include "cli/parse_error.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string_view>
#include <vector>

#include "base/suggest.hpp"
#include "base/text.hpp"

namespace conform {
namespace {

std::vector<std::string> commands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::string with_hint(std::string message, const std::string& hint) {
  return hint.empty() ? message : std::move(message) + " (" + hint + ")";
}

// "a file" for an option whose value is FILE; "a value (TIME)" for others.
std::string value_of(const std::string& option, const CLI::App& command) {
  const CLI::Option* found = command.get_option_no_throw(option);
  if (found == nullptr || found->get_option_text().empty()) return "a value";
  return found->get_option_text() == "FILE" ? "a file" : "a value: " + found->get_option_text();
}

// CLI11 says "The following argument was not expected: -j", "--target: 1 required TEXT missing" and
// "what: foo not in {a,b}".
std::string in_our_words(std::string message, const CLI::App& command) {
  constexpr std::string_view unexpected = "The following argument was not expected: ";
  constexpr std::string_view missing = " missing";
  constexpr std::string_view one_of = " not in {";
  if (message.starts_with(unexpected)) {
    const std::string argument = message.substr(unexpected.size());
    return (argument.starts_with("-") ? "unknown option " : "unexpected argument ") + argument;
  }
  const std::size_t colon = message.find(": ");
  if (colon == std::string::npos) return message;
  if (message.ends_with(missing) && message.compare(colon + 2, 10, "1 required") == 0)
    return message.substr(0, colon) + " needs " + value_of(message.substr(0, colon), command);
  const std::size_t choices = message.rfind(one_of);
  if (choices == std::string::npos || choices < colon || !message.ends_with("}")) return message;
  std::vector<std::string> words{""};
  for (const char character : message.substr(choices + one_of.size())) {
    if (character == ',')
      words.emplace_back();
    else if (character != '}')
      words.back() += character;
  }
  const std::string value = message.substr(colon + 2, choices - colon - 2);
  const std::string near = did_you_mean(value, words);
  return message.substr(0, colon) + ": unknown value \"" + value + "\" (" + (near.empty() ? "" : near + " ") +
         "choose " + joined(words) + ")";
}

}  // namespace

std::string explain(const CLI::App& app, const CLI::ParseError& error, int argc, const char* const* argv) {
  const std::vector<std::string> commands = commands_of(app);
  const auto given = app.get_subcommands();
  std::string message = error.what();
  std::replace(message.begin(), message.end(), '\n', ' ');
  message = in_our_words(std::move(message), given.empty() ? app : *given.front());
  std::string help = "conform --help";
  if (!given.empty()) {
    const CLI::App& command = *given.front();
    help = "conform " + command.get_name() + " --help";
    std::vector<std::string> known = option_names(command);
    for (std::string& name : option_names(app)) known.push_back(std::move(name));
    const auto wrong = std::find_if(argv + 1, argv + argc, [&](std::string_view argument) {
      const std::string name{argument.substr(0, argument.find('='))};
      return name.size() > 2 && name.starts_with("--") && std::ranges::find(known, name) == known.end() &&
             command.get_option_no_throw(name) == nullptr && app.get_option_no_throw(name) == nullptr;
    });
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError) && wrong != argv + argc) {
      const std::string name{std::string_view{*wrong}.substr(0, std::string_view{*wrong}.find('='))};
      message = with_hint("unknown option " + name, did_you_mean(name, known));
    }
  } else {
    const auto word =
        std::find_if(argv + 1, argv + argc, [](std::string_view argument) { return !argument.starts_with("-"); });
    std::string list;
    for (const std::string& command : commands) list += (list.empty() ? "" : ", ") + command;
    message = word == argv + argc
                  ? "missing command (choose " + list + ")"
                  : with_hint("unknown command \"" + std::string{*word} + "\"", did_you_mean(*word, commands));
  }
  return "conform: " + message + "\nconform: see " + help + "\n";
}

}  // namespace conform
