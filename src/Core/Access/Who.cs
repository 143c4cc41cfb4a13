using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Access;

/// <summary>Who a chat account is, read when it is needed and never kept: a right taken away is gone at once.</summary>
public static class Who
{
    /// <summary>The operator of an account, given as the arguments; none who is known and active means a stranger.</summary>
    internal const string OfAccount =
        """
        select o.id, o.handle, o.name, o.role, o.active
        from   chat_accounts a
        join   operators o on o.id = a.operator_id
        where  a.platform = @Platform and a.account_id = @Id and o.active
        """;

    public static Task<Operator?> Is(NpgsqlConnection db, ChatAccount account, CancellationToken cancel) =>
        db.Find<Operator>(OfAccount, account, cancel);

    public static async Task<Operator?> Is(NpgsqlConnection db, OperatorId id, CancellationToken cancel) =>
        await Was(db, id, cancel) is { Active: true } here ? here : null;

    /// <summary>Also somebody who has left since: what they set going ends in their name.</summary>
    public static Task<Operator?> Was(NpgsqlConnection db, OperatorId id, CancellationToken cancel) =>
        db.Find<Operator>("select id, handle, name, role, active from operators where id = @id", new { id }, cancel);

    /// <summary>The people with that role or more, for a sentence: "Adam or Sam".</summary>
    public static async Task<string> May(NpgsqlConnection db, Role role, CancellationToken cancel)
    {
        var names = await db.List<string>(
            """
            select name
            from   operators
            where  active and role = any(@Roles)
            order  by case role when 'super_admin' then 1 else 0 end, name
            limit  4
            """, new { Roles = Enum.GetValues<Role>().Where(one => one >= role).Select(one => Values.SnakeCase.Of(one.ToString())).ToArray() }, cancel);
        return names.Count switch
        {
            0 => "there is none yet",
            1 => names[0],
            4 => $"{names[0]}, {names[1]}, {names[2]} or another",
            _ => $"{string.Join(", ", names.SkipLast(1))} or {names[^1]}",
        };
    }
}
