namespace OpsBot.Core.Lists;

/// <summary>
/// What somebody looks for, as patterns. From three letters on it is found anywhere, which takes three for an index to find it; what is
/// shorter, or has no three letters or digits in a row, is found at the beginning of names.
/// </summary>
public sealed record Searched(string Text)
{
    const int Trigram = 3;

    public bool IsShort { get; } = !HasRun(Text);

    public string Anywhere => $"%{Escaped(Text)}%";

    public string Beginning => $"{Escaped(Text)}%";

    /// <summary>What an empty list says where the text was too short to be looked for everywhere.</summary>
    public string? Hint => IsShort ? $"With fewer than {Trigram} letters in a row, only how names begin is looked at." : null;

    public static Searched? Of(string? text) => text?.Trim() is { Length: > 0 } some ? new(some) : null;

    /// <summary>With nothing in it that means more than itself.</summary>
    public static string Escaped(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    static bool HasRun(string text)
    {
        var run = 0;
        foreach (var letter in text)
        {
            run = char.IsLetterOrDigit(letter) ? run + 1 : 0;
            if (run == Trigram) return true;
        }
        return false;
    }
}
