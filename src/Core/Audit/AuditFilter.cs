using OpsBot.Core.Access;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Audit;

/// <summary>Which rows of the audit are meant; searching and exporting share it.</summary>
sealed record AuditFilter(OperatorId? Operator, string? Operation, string? Target, OrganizationId? Organization, DateTimeOffset? From, DateTimeOffset? To, AuditOutcome? Outcome)
{
    public static AuditFilter None { get; } = new(null, null, null, null, null, null, null);

    /// <summary>The SQL of it. Texts are beginnings, so that an index finds them; a name finds all rows on what once bore it.</summary>
    public const string Where =
        """
        where (@Operator::uuid is null or operator_id = @Operator)
        and   (@Operation::text is null or operation like @Operation)
        and   (@Target::text is null or target_id in (select named.target_id from audit named where lower(named.target_label) like @Target))
        and   (@Organization::uuid is null or organization_id = @Organization)
        and   (@From::timestamptz is null or at >= @From)
        and   (@To::timestamptz is null or at < @To)
        and   (@Outcome::text is null or outcome = @Outcome)
        """;

    public sealed record Arguments(Guid? Operator, string? Operation, string? Target, Guid? Organization, DateTime? From, DateTime? To, string? Outcome, long First, long Last, int Offset, int Limit);

    public Arguments Sql(int offset = 0, int limit = 0, long first = 0, long last = 0) => new(
        Operator?.Value, Beginning(Operation?.TrimStart('/').ToLowerInvariant()), Beginning(Target?.ToLowerInvariant()), Organization?.Value,
        From?.UtcDateTime, To?.UtcDateTime, Outcome?.Snake(), first, last, offset, limit);

    public bool IsEmpty => this == None;

    /// <summary>The command line that asks for the same rows, with more or other arguments.</summary>
    public string Line(string command, params IEnumerable<KeyValuePair<string, string>> more)
    {
        var all = new Dictionary<string, string>();
        if (Operator is { } @operator) all["operator"] = @operator.ToString();
        if (Operation is not null) all["operation"] = Operation;
        if (Target is not null) all["target"] = Target;
        if (Organization is { } organization) all["organization"] = organization.ToString();
        if (From is { } from) all["from"] = Typed(from);
        if (To is { } to) all["to"] = Typed(to);
        if (Outcome is { } outcome) all["outcome"] = outcome.Snake();
        foreach (var (name, value) in more) all[name] = value;
        return CommandLine.Write(command, all);
    }

    static string Typed(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    static string? Beginning(string? text) => text is null ? null
        : text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%";
}
