// The least credit or the most debit that makes each kind worth its risk.

import MarketData

/// Checks a structure against the rule of its kind.
///
/// - Throws: `creditNonpositive`, `creditTooSmall`, `wrongSign` for a credit quoted on a long
///   structure, or `validationFail` for a debit that is too dear.
func checkWorth(
  _ built: BuiltStructure, frontIsDear: Bool, rules: StructureRules
) throws(RefusalCode) {
  let net = built.net.dollars
  let width = built.width ?? 0
  switch built.kind {
  case .ironCondor, .bullPut, .bearCall:
    try checkCredit(net, least: rules.creditFactor * width * built.shortDelta)
  case .strangleWinged:
    try checkCredit(net, least: rules.creditFactor * sidesWorth(built))
  case .ironButterfly:
    try checkCredit(net, least: rules.ironButterflyCredit * width)
  case .callDebit, .putDebit:
    try checkDebit(-net, most: rules.debitShare * width)
  case .longButterfly:
    try checkDebit(-net, most: rules.butterflyDebitShare * width)
  case .brokenWing:
    if net < 0 { throw .creditNonpositive }
  case .calendar:
    try checkCalendar(built, frontIsDear: frontIsDear, rules: rules)
  case .diagonal:
    try checkDebit(-net, most: rules.diagonalDebitShare * width)
  }
}

/// Width times the short's delta of each side: a condor's rule where the sides differ in width.
private func sidesWorth(_ built: BuiltStructure) -> Double {
  OptionRight.allCases.reduce(0) { sum, right in
    let legs = built.legs.filter { $0.leg.contract.right == right }
    guard let short = legs.first(where: { $0.leg.ratio < 0 }),
      let long = legs.first(where: { $0.leg.ratio > 0 })
    else { return sum }
    let width = abs((short.leg.contract.strike - long.leg.contract.strike).dollars)
    return sum + width * abs(short.delta)
  }
}

private func checkCredit(_ credit: Double, least: Double) throws(RefusalCode) {
  if credit <= 0 { throw .creditNonpositive }
  if credit < least { throw .creditTooSmall }
}

private func checkDebit(_ debit: Double, most: Double) throws(RefusalCode) {
  if debit <= 0 { throw .wrongSign }
  if debit > most { throw .validationFail }
}

private func checkCalendar(
  _ built: BuiltStructure, frontIsDear: Bool, rules: StructureRules
) throws(RefusalCode) {
  guard let back = built.legs.first(where: { $0.leg.ratio > 0 }),
    let front = built.legs.first(where: { $0.leg.ratio < 0 })
  else { throw .validationFail }
  let price = 0.5 * (back.bid.dollars + back.ask.dollars)
  try checkDebit(-built.net.dollars, most: rules.calendarDebitShare * price)
  if !frontIsDear, front.volatility < back.volatility { throw .validationFail }
}

extension BuiltStructure {
  /// The sum of the absolute deltas of its shorts.
  public var shortDelta: Double {
    legs.reduce(0) { $0 + ($1.leg.ratio < 0 ? abs($1.delta) * Double(-$1.leg.ratio) : 0) }
  }
}
