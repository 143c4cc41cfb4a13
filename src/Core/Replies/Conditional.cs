namespace OpsBot.Core.Replies;

/// <summary>A button or a part that is there only sometimes, spread into the list where it would stand.</summary>
public static class Conditional
{
    public static IReadOnlyList<T> If<T>(this T one, bool holds) => holds ? [one] : [];
}
