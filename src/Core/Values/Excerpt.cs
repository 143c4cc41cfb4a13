namespace OpsBot.Core.Values;

/// <summary>What somebody typed, as a sentence gives it back: enough to recognise it, never all of a page.</summary>
public static class Excerpt
{
    const int Longest = 60;

    public static string Of(string text) => text.Cut(Longest);
}
