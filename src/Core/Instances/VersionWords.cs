using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

/// <summary>The versions that instances run, the newest first.</summary>
sealed class VersionWords : IWords
{
    public const int Most = 20;

    public Task<IReadOnlyList<string>> Fitting(NpgsqlConnection db, string text, int limit, CancellationToken cancel) => db.List<string>(
        """
        with recursive versions as (
            (select app_version from instances where state <> 'deleted' order by app_version desc limit 1)
            union all
            select (select i.app_version from instances i
                    where  i.app_version < v.app_version and i.state <> 'deleted' order by i.app_version desc limit 1)
            from   versions v
            where  v.app_version is not null)
        select app_version from versions where strpos(app_version, @text) > 0 limit @limit
        """, new { text, limit }, cancel);

    /// <summary>A version that nothing runs: an empty list would look as if something else was filtered away.</summary>
    public async Task<Refusal?> Unknown(ListInstances asked, Work work, CancellationToken cancel)
    {
        if (asked.Version is not { } version || (await Fitting(work.Db, version, Most, cancel)).Contains(version)) return null;
        var all = await Fitting(work.Db, "", Most, cancel);
        var sentence = $"No instance runs version “{Excerpt.Of(version)}”.";
        if (Nearest.To(version, all, one => one) is { } near)
            return new($"{sentence} Did you mean {near}?") { WaysOn = [new(near,
                Lines.LineOf(asked with { Version = near, Page = null }))] };
        return new(all.Count == 0 ? sentence : $"{sentence} There are {Several.InOneSentence(all)}.");
    }
}
