// What a candidate is reckoned to cost, and what the book would be with fills at the far side.

import Canvas
import DeskEngine
import Execution
import MarketData

/// The estimate with its parts, such as `$179 (2.4 bp)  spread 62  impact 113  fees 3  timing 2`.
func costRuns(_ cost: CostEstimate) -> TextLine {
  var runs: TextLine = [TextRun(dollarText(cost.total))]
  if let points = cost.basisPoints {
    runs.append(TextRun(" (\(fixedText(points, 1)) bp)", Style(.muted)))
  }
  let parts = [
    ("spread", cost.spread), ("impact", cost.impact), ("fees", cost.fees), ("timing", cost.timing),
  ]
  for (name, value) in parts {
    runs += [TextRun("  \(name) ", Style(.muted)), TextRun(dollarText(value))]
  }
  if cost.unknownLegs > 0 {
    runs.append(TextRun("  impact of \(cost.unknownLegs) legs unknown", Style(.severityWarn)))
  } else if cost.legsByInterest > 0 {
    runs.append(TextRun("  by open interest", Style(.muted)))
  }
  return runs
}

/// The book as far-side fills would have left it, beside the share model it fills by.
func worstRuns(_ book: BookSummary) -> TextLine {
  let gap = book.worstRealised + book.worstUnrealised
  guard gap != .zero else { return [] }
  let worst = (book.profit + gap).dollars
  return [
    TextRun(" \u{B7} worst-case fills: P&L ", Style(.muted)),
    TextRun(dollarText(worst, signed: true), gainStyle(worst)),
    TextRun(" (\(dollarText(gap.dollars, signed: true)) against the share model)", Style(.muted)),
  ]
}
