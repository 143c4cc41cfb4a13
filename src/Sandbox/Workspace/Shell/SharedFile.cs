namespace OpsBot.Sandbox.Workspace.Shell;

/// <summary>A file that somebody shared, and where it is downloaded from.</summary>
public sealed record SharedFile(string Name, string Type, string Address, long Length)
{
    public string Title { get; init; } = "";

    /// <summary>Says what a picture shows.</summary>
    public string Words { get; init; } = "";

    /// <summary>Null while it is on its way.</summary>
    public ReadOnlyMemory<byte>? Bytes { get; init; }

    public bool IsPicture => Type.StartsWith("image/", StringComparison.Ordinal);
    public bool IsText =>
        Type.StartsWith("text/", StringComparison.Ordinal) || Type.StartsWith("application/json", StringComparison.Ordinal);
    public string Size => Length < 1024 ? $"{Length} B" : Length < 1 << 20 ? $"{Length / 1024} KB" : $"{Length >> 20} MB";
}
