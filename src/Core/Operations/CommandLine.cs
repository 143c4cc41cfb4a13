using System.Text;
using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>Splits a line into words: quotes of every sort, key:value, --flags; and writes lines that split back.</summary>
public static class CommandLine
{
    // What phones and chat programs make of a straight quote, and what closes it.
    const string Openers = "\"'“”„«‘";

    /// <summary>One word; Key is set for key:value and --key.</summary>
    public sealed record Word(string? Key, string Value, bool Quoted)
    {
        /// <summary>A word of a sentence: neither key:value nor quoted.</summary>
        public bool IsBare => Key is null && !Quoted;

        /// <summary>As one text, where it is no key:value after all.</summary>
        public string Text => Key is null ? Value : $"{Key}:{Value}";

        /// <summary>As it must be typed to arrive as the same word.</summary>
        public string Line => Key is null ? Quote(Value) : $"{Key}:{Quote(Value)}";
    }

    public static Result<IReadOnlyList<Word>> Split(string line)
    {
        var words = new List<Word>();
        for (var at = 0; ;)
        {
            while (at < line.Length && char.IsWhiteSpace(line[at])) at++;
            if (at >= line.Length) return words;
            if (Read(line, ref at) is not { } word)
                return new Refusal($"A quote is left open after {Excerpt.Of(line[at..])}. Close it, or leave the quotes out.");
            words.Add(word);
        }
    }

    static Word? Read(string line, ref int at)
    {
        var text = new StringBuilder();
        string? key = null;
        var quoted = false;
        for (; at < line.Length && !char.IsWhiteSpace(line[at]); at++)
        {
            var c = line[at];
            // A quote opens at the start of a word or of a value; inside a word it is an apostrophe.
            if (text.Length == 0 && Openers.Contains(c, StringComparison.Ordinal))
            {
                var opened = at;
                if (!Quoted(line, ref at, text)) { at = opened; return null; }
                quoted = true;
            }
            else if (c == ':' && key is null && !quoted && IsKey(text))
            {
                key = text.ToString();
                text.Clear();
            }
            else text.Append(c);
        }
        if (key is null && !quoted && text.Length > 2 && (text.ToString() is ['-', '-', ..] || text[0] == '—'))
            return Flag(text.ToString().TrimStart('-', '—'));
        return new(key, text.ToString(), quoted);
    }

    static bool Quoted(string line, ref int at, StringBuilder text)
    {
        var closers = line[at] switch { '\'' or '‘' => "'’‘", '«' => "»", _ => "\"”“" };
        for (at++; at < line.Length; at++)
        {
            if (line[at] == '\\' && at + 1 < line.Length) text.Append(line[++at]);
            else if (closers.Contains(line[at], StringComparison.Ordinal)) return true;
            else text.Append(line[at]);
        }
        return false;
    }

    static bool IsKey(StringBuilder text)
    {
        if (text.Length is 0 or > 32 || !char.IsAsciiLetter(text[0])) return false;
        for (var i = 0; i < text.Length; i++)
            if (!char.IsAsciiLetterOrDigit(text[i]) && text[i] is not ('-' or '_')) return false;
        return true;
    }

    static Word Flag(string text) => text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
        ? new(text[..equals], text[(equals + 1)..], false)
        : new(text, "yes", false);

    public static string Write(string command, IEnumerable<KeyValuePair<string, string>> arguments) =>
        string.Join(' ', arguments.Select(argument => $"{argument.Key}:{Quote(argument.Value)}").Prepend("/" + command));

    /// <summary>As it must be typed to arrive as one word.</summary>
    public static string Quote(string value) => IsPlain(value) ? value : $"\"{Escaped(value)}\"";

    static bool IsPlain(string value) =>
        value.Length > 0 && value[0] != '—' && !value.StartsWith("--", StringComparison.Ordinal)
        && !value.Any(c => char.IsWhiteSpace(c) || c is '\\' or ':' || Openers.Contains(c, StringComparison.Ordinal));

    static string Escaped(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("“", "\\“", StringComparison.Ordinal).Replace("”", "\\”", StringComparison.Ordinal);
}
