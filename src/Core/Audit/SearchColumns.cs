using System.Text.Json;

namespace OpsBot.Core.Audit;

/// <summary>Holds the columns that the audit is searched by against the body that they were read from.</summary>
readonly ref struct SearchColumns(CopyRows row, int trail, int at, int operation, int outcome, int operatorId, int targetId,
    int targetLabel, int organizationId)
{
    // Postgres counts microseconds from here.
    static readonly DateTimeOffset epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The name of the first column that differs from the body; null when all agree.</summary>
    public string? DifferenceTo(ReadOnlySpan<byte> body)
    {
        try
        {
            return Compare(body);
        }
        // Valid for Postgres, but never written by this program: a number where text is due, an odd spelling of an id.
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return "a column";
        }
    }

    string? Compare(ReadOnlySpan<byte> body)
    {
        var json = new Utf8JsonReader(body);
        json.Read();
        var seen = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("trail"u8)) { if (!Id(ref json, trail, ref seen)) return "trail"; }
            else if (json.ValueTextEquals("at"u8)) { if (!Instant(ref json, at, ref seen)) return "at"; }
            else if (json.ValueTextEquals("operation"u8)) { if (!Text(ref json, operation, ref seen)) return "operation"; }
            else if (json.ValueTextEquals("outcome"u8)) { if (!Text(ref json, outcome, ref seen)) return "outcome"; }
            else if (json.ValueTextEquals("operatorId"u8)) { if (!Id(ref json, operatorId, ref seen)) return "operator_id"; }
            else if (json.ValueTextEquals("target"u8)) { if (Target(ref json, ref seen) is { } column) return column; }
            else json.Skip();
        }
        return seen == Stored ? null : "a column";
    }

    string? Target(ref Utf8JsonReader json, ref int seen)
    {
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("id"u8)) { if (!Id(ref json, targetId, ref seen)) return "target_id"; }
            else if (json.ValueTextEquals("label"u8)) { if (!Text(ref json, targetLabel, ref seen)) return "target_label"; }
            else if (json.ValueTextEquals("organization"u8)) { if (!Id(ref json, organizationId, ref seen)) return "organization_id"; }
            else json.Skip();
        }
        return null;
    }

    // A column with a value that the body does not have would otherwise go unseen.
    int Stored => 4 + Has(operatorId) + Has(targetId) + Has(targetLabel) + Has(organizationId);

    int Has(int column) => row.IsNull(column) ? 0 : 1;

    bool Id(ref Utf8JsonReader json, int column, ref int seen)
    {
        seen++;
        return json.Read() && !row.IsNull(column) && json.GetGuid() == new Guid(row[column], bigEndian: true);
    }

    bool Text(ref Utf8JsonReader json, int column, ref int seen)
    {
        seen++;
        return json.Read() && !row.IsNull(column) && json.ValueTextEquals(row[column]);
    }

    bool Instant(ref Utf8JsonReader json, int column, ref int seen)
    {
        seen++;
        return json.Read() && !row.IsNull(column)
            && (json.GetDateTimeOffset() - epoch).Ticks == row.Number(column) * TimeSpan.TicksPerMicrosecond;
    }
}
