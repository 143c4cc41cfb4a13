using System.Globalization;

namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>A page of a listing, with where the next one is.</summary>
static class Paged
{
    const int Usual = 25, Most = 50;

    public static CloudAnswer Of<T>(CloudRequest request, string name, IEnumerable<T> all, Func<T, object> shape)
    {
        if (Number(request, "page", 1, int.MaxValue) is not { } page) return CloudAnswer.Invalid("page", "must be 1 or more");
        if (Number(request, "per_page", Usual, Most) is not { } size)
            return CloudAnswer.Invalid("per_page", $"must be between 1 and {Most}");
        var rows = all.ToList();
        var last = Math.Max(1, (rows.Count + size - 1) / size);
        return CloudAnswer.Ok(new Dictionary<string, object>
        {
            [name] = rows.Skip((page - 1) * size).Take(size).Select(shape).ToList(),
            ["meta"] = new
            {
                pagination = new
                {
                    page, per_page = size, last_page = last, total_entries = rows.Count,
                    previous_page = page > 1 ? page - 1 : (int?)null, next_page = page < last ? page + 1 : (int?)null,
                },
            },
        });
    }

    static int? Number(CloudRequest request, string name, int usual, int most) => request.Query(name) is not { } text ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number : null;
}
