namespace OpsBot.Sandbox.Slack;

/// <summary>An uploaded file with its bytes.</summary>
public sealed record SlackFile
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public string Title { get; init; } = "";
    public string AltText { get; init; } = "";
    public string SnippetType { get; init; } = "";
    public required string UploaderId { get; init; }
    public required long Length { get; init; }
    public DateTimeOffset Created { get; init; }

    /// <summary>Null until the upload URL has received them.</summary>
    public ReadOnlyMemory<byte>? Bytes { get; init; }
    public bool IsComplete { get; init; }

    /// <summary>Slack looks through an upload; until then no block may show it.</summary>
    public DateTimeOffset ReadyAt { get; init; }

    public bool IsPicture => MimeType is "image/png" or "image/jpeg" or "image/gif";

    public string MimeType => Path.GetExtension(Name).ToLowerInvariant() switch
    {
        ".csv" => "text/csv",
        ".json" => "application/json",
        ".png" => "image/png",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".gif" => "image/gif",
        ".svg" => "image/svg+xml",
        ".pdf" => "application/pdf",
        ".txt" or ".log" or ".md" => "text/plain",
        _ => "application/octet-stream",
    };
}
