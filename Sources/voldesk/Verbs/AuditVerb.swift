// voldesk audit: the whole chain of one order, from its detector to its realised profit.

import DeskEngine
import Persistence

/// Audits an order, or what led to a position or came of a candidate.
///
/// - Returns: 0 when every check holds, 1 when one does not or there is no such thing.
func runAudit(_ invocation: Invocation) -> Int32 {
  do {
    let target = try AuditTarget(invocation.operands.first ?? "")
    let archive = try DeskArchive(databasePath(invocation))
    defer { archive.close() }
    let run = try archive.run(invocation.integer("--run")).run
    let journal = try archive.atOneMoment { try AuditJournal(archive, run: run) }
    guard let chain = try chain(target, in: journal) else {
      complain(unknown(target, in: journal))
      return 1
    }
    if invocation.has("--json") {
      say(chain.json)
    } else {
      for line in chain.lines() { say(line) }
    }
    return chain.checks.allSatisfy(\.didHold) ? 0 : 1
  } catch let error as UsageError {
    complain(error.text)
    return 2
  } catch {
    let (code, text) = failure(error)
    complain(text)
    return code
  }
}

/// The chain of a target; nil when there is no such thing.
private func chain(
  _ target: AuditTarget, in journal: AuditJournal
) throws(UsageError) -> AuditChain? {
  switch AuditSubject(target, in: journal.events) {
  case .order(let id): return AuditChain(order: id, in: journal)
  case .candidate(let id): return AuditChain(candidate: id, in: journal)
  case .unknown: return nil
  case .several(let orders):
    let names = orders.map { "O\($0)" }.joined(separator: ", ")
    throw UsageError("\(target.name) led to several orders; name one of \(names)")
  }
}

/// Why a thing cannot be audited, with what there is.
private func unknown(_ target: AuditTarget, in journal: AuditJournal) -> String {
  let orders = journal.events.count {
    if case .orderCreated(_) = $0.body { true } else { false }
  }
  let held =
    orders == 0
    ? "has no order yet"
    : orders == 1 ? "has one order, O1" : "has \(orders) orders, O1 to O\(orders)"
  return "there is no \(target.name): run \(journal.run) \(held)"
}
