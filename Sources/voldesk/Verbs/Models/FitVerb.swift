// voldesk fit: the dynamics of a series, as conditional variance or as mean reversion.

import Numerics

/// Fits the model that the first operand names to the file that the second one names.
func runFit(_ invocation: Invocation) -> Int32 {
  do {
    let columns = ["--column", "--against"].compactMap { invocation.text($0) }
    let table = try readFigures(invocation.operands[1], columns: columns)
    switch invocation.operands[0] {
    case "garch": return try fitGARCHModels(table, invocation)
    default: return try fitReversion(table, invocation)
    }
  } catch {
    return refuse(model: error, of: invocation.operands[1])
  }
}

/// Says why a file's figures are refused.
///
/// - Returns: The exit code, 3.
func refuse(model error: any Error, of file: String) -> Int32 {
  complain(error is ModelError ? "\(file): \(error)" : "\(error)")
  return 3
}
