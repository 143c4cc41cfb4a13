namespace OpsBot.Core.Values;

/// <summary>Other words that people have for an enum's member; wherever it can be typed, they mean it, too.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class AlsoCalledAttribute(params string[] words) : Attribute
{
    public IReadOnlyList<string> Words => words;
}
