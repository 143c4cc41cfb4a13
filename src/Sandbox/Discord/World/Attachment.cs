namespace OpsBot.Sandbox.Discord;

/// <summary>An uploaded file with its bytes.</summary>
public sealed record Attachment
{
    public required string Id { get; init; }
    public required string FileName { get; init; }
    public string Description { get; init; } = "";
    public string ContentType { get; init; } = "application/octet-stream";
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>How a component of the same message refers to it.</summary>
    public string Reference => $"attachment://{FileName}";
}
