using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Servers;

/// <summary>The types that servers have.</summary>
sealed class ServerTypeWords : IWords
{
    public const int Most = 20;

    public Task<IReadOnlyList<string>> Fitting(NpgsqlConnection db, string text, int limit, CancellationToken cancel) => db.List<string>(
        """
        with recursive types as (
            (select type from servers where type is not null order by type limit 1)
            union all
            select (select s.type from servers s where s.type > t.type order by s.type limit 1)
            from   types t
            where  t.type is not null)
        select type from types where strpos(type, lower(@text)) > 0 limit @limit
        """, new { text, limit }, cancel);
}
