namespace OpsBot.Bot.Cli;

/// <summary>One thing the doctor looked at; with how to repair it where it is not well.</summary>
sealed record Finding(bool IsGood, string What, string? Fix)
{
    public static Finding Good(string what) => new(true, what, null);

    public static Finding Bad(string what, string fix) => new(false, what, fix);

    /// <summary>Well as it is, and worth knowing.</summary>
    public static Finding Note(string what, string more) => new(true, what, more);

    public override string ToString() => (IsGood, Fix) switch
    {
        (true, null) => $"✓ {What}",
        (true, _) => $"· {What}. {Fix}",
        _ => $"✗ {What}. {Fix}",
    };
}
