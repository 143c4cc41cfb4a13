using System.Globalization;

namespace OpsBot.Core.Values;

public static class Several
{
    /// <summary>"a", "a and b", "a, b and c"; empty where there is none.</summary>
    public static string InOneSentence(IReadOnlyList<string> things) => things.Count switch
    {
        0 => "",
        1 => things[0],
        _ => $"{string.Join(", ", things.SkipLast(1))} and {things[^1]}",
    };

    /// <summary>"1 instance", "1,200 instances".</summary>
    public static string Of(long count, string one, string many) =>
        $"{count.ToString("N0", CultureInfo.InvariantCulture)} {(count == 1 ? one : many)}";
}
