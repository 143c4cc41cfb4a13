namespace OpsBot.Core.Replies;

/// <summary>A button or a part that is there only sometimes, spread into the list where it would stand.</summary>
public static class Conditional
{
    public static IReadOnlyList<T> If<T>(this T one, bool holds) => holds ? [one] : [];

    /// <summary>What is made of something, where there is something.</summary>
    public static IReadOnlyList<TMade> IfAny<T, TMade>(this T? some, Func<T, TMade> made) where T : class =>
        some is null ? [] : [made(some)];

    /// <summary>What is made of something, where there is something.</summary>
    public static IReadOnlyList<TMade> IfAny<T, TMade>(this T? some, Func<T, TMade> made) where T : struct =>
        some is null ? [] : [made(some.Value)];
}
