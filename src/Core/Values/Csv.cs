using System.Text;

namespace OpsBot.Core.Values;

/// <summary>Comma-separated values that no spreadsheet takes for formulas.</summary>
public static class Csv
{
    extension(StringBuilder text)
    {
        public StringBuilder AppendCsv(params IEnumerable<string?> cells) =>
            text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
    }

    // All cells are quoted: a spreadsheet that separates at semicolons must not find a cell of its own in one.
    static string Cell(string? text) =>
        text is not { Length: > 0 }
            ? "\"\"" : $"\"{(IsFormula(text[0]) ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // https://owasp.org/www-community/attacks/CSV_Injection; the wide forms are read as the plain ones by some.
    static bool IsFormula(char first) => first is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠';
}
