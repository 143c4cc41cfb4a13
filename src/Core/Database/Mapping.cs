using System.Data;
using System.Reflection;
using Dapper;
using OpsBot.Core.Values;

namespace OpsBot.Core.Database;

/// <summary>Teaches Dapper this project's values: typed ids, UTC instants, enums as snake_case text.</summary>
public static class Mapping
{
    static readonly Lazy<bool> once = new(Register);

    public static void Ready() => _ = once.Value;

    static bool Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        // Without this Dapper sends an enum as its number and asks no handler (DapperLib/Dapper#259).
        SqlMapper.Settings.PreferTypeHandlersForEnums = true;
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
        SqlMapper.AddTypeHandler(typeof(DateTimeOffset), new InstantHandler());
        SqlMapper.AddTypeHandler(typeof(DateOnly), new DayHandler());
        foreach (var type in typeof(Mapping).Assembly.GetTypes())
        {
            if (type is { IsValueType: true, IsGenericType: false } && typeof(IId).IsAssignableFrom(type))
                Add(typeof(IdHandler<>), type);
            else if (type is { IsEnum: true, ContainsGenericParameters: false })
                Add(typeof(EnumHandler<>), type);
        }
        return true;
    }

    static void Add(Type handler, Type type) =>
        SqlMapper.AddTypeHandler(type, (SqlMapper.ITypeHandler)Activator.CreateInstance(
            handler.MakeGenericType(type), BindingFlags.Instance | BindingFlags.Public, null, null, null)!);

    sealed class InstantHandler : SqlMapper.ITypeHandler
    {
        public void SetValue(IDbDataParameter parameter, object value) =>
            parameter.Value = value is DateTimeOffset instant ? instant.UtcDateTime : value;

        // A query for one DateTimeOffset? asks the handler about null, too.
        public object? Parse(Type destinationType, object value) => value switch
        {
            DBNull => null,
            DateTimeOffset instant => instant,
            DateTime utc => new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)),
            _ => throw new DataException($"Not an instant: {value.GetType().Name}"),
        };
    }

    sealed class DayHandler : SqlMapper.ITypeHandler
    {
        public void SetValue(IDbDataParameter parameter, object value) => parameter.Value = value;

        public object? Parse(Type destinationType, object value) => value switch
        {
            DBNull => null,
            DateOnly day => day,
            DateTime midnight => DateOnly.FromDateTime(midnight),
            _ => throw new DataException($"Not a day: {value.GetType().Name}"),
        };
    }

    sealed class IdHandler<T> : SqlMapper.TypeHandler<T> where T : struct, IId<T>
    {
        public override void SetValue(IDbDataParameter parameter, T value) => parameter.Value = value.Value;

        public override T Parse(object value) => T.Of((Guid)value);
    }

    sealed class EnumHandler<T> : SqlMapper.TypeHandler<T> where T : struct, Enum
    {
        public override void SetValue(IDbDataParameter parameter, T value)
        {
            parameter.DbType = DbType.String;
            parameter.Value = value.Snake();
        }

        public override T Parse(object value) => SnakeCase.TryParse<T>((string)value, out var parsed)
            ? parsed : throw new DataException($"{typeof(T).Name} has no member '{value}'.");
    }
}
