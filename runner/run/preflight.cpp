#include "run/preflight.hpp"

#include <variant>

#include "run/plain_request.hpp"

namespace conform {
namespace {

// Statuses with which a server says that it does not have an operation.
bool says_not_there(int status) { return status == 404 || status == 405 || status == 501; }

}  // namespace

Preflight look_at(const Target& target, const Contract& contract, const Party& user, Messenger& messenger) {
  Preflight result;
  for (const Operation& operation : contract.operations) result.offered.insert(operation.id);
  for (const char* id : {"getUser", "getUserAttributes"}) {
    const Operation* operation = contract.find(id);
    if (operation == nullptr) continue;
    const Delivery delivery = messenger.send(plain_request(*operation, user, user.id), "preflight", user.actor);
    if (!delivery.gave_up.empty()) {
      result.unreachable = delivery.gave_up;
      return result;
    }
    const Response* response = response_of(delivery.exchange);
    if (response == nullptr || !says_not_there(response->status)) continue;
    const bool reads_users = operation->names_user();
    if (target.readback == Readback::get) continue;
    result.offered.erase(id);
    result.notes.push_back("The target does not offer " + std::string{id} + ": it answered " +
                           std::to_string(response->status) + " to " + user.actor + ". What needs it is skipped" +
                           (reads_users ? ", and records are read by an empty updateUser. If it should be there, say "
                                          "\"readback\": \"get\" in the target file."
                                        : "."));
  }
  if (target.readback == Readback::empty_patch || !result.offered.contains("getUser")) result.reads_by_get = false;
  return result;
}

}  // namespace conform
