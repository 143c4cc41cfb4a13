namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>What the pretend Hetzner answers: a status and a body, and its own word where it is an error.</summary>
sealed record CloudAnswer(int Status, object? Body, string? Code = null)
{
    public static CloudAnswer NoContent { get; } = new(204, null);

    public static CloudAnswer Ok(object body) => new(200, body);

    public static CloudAnswer Created(object body) => new(201, body);

    public static CloudAnswer Error(int status, string code, string message, object? details = null) =>
        new(status, new { error = new { code, message, details } }, code);

    /// <summary>A field that is not as it has to be.</summary>
    public static CloudAnswer Invalid(string field, string message) => Error(422, "invalid_input", $"invalid input in field '{field}'",
        new { fields = new[] { new { name = field, messages = new[] { message } } } });

    public static CloudAnswer NotFound(string what) => Error(404, "not_found", $"{what} not found");

    public static CloudAnswer Taken(string what) => Error(409, "uniqueness_error", $"{what} is already used",
        new { fields = new[] { new { name = "name" } } });

    public static CloudAnswer Protected(string what) => Error(423, "protected", $"{what} is delete protected");

    public static CloudAnswer Locked(string what) => Error(423, "locked", $"{what} is locked");

    /// <summary>https://docs.hetzner.cloud/changelog: what was taken away says where that is told.</summary>
    public static CloudAnswer Removed(string what) => Error(410, "deprecated_api_endpoint", $"{what} was removed",
        new { announcement = "https://docs.hetzner.cloud/changelog" });
}
