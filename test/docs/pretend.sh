# The stand-ins that are wanted most, without Node, which takes longer to start than all that they do: `sudo` passes a command on with
# its paths below the folder that stands for /, `install` makes folders, files and modes. Read with `name` set to one of the two.

refuse() {
  echo "$name: $1" >&2
  exit 64
}

require_user() {
  [ -f "$PRETEND_ROOT/etc/users" ] && grep -qx -- "$1" "$PRETEND_ROOT/etc/users" || refuse "there is no user $1"
}

# The text of a command has its paths mapped already; a script that was installed has its own.
mapped() {
  printf '%s' "$1" | sed -E "s#(^|[^A-Za-z0-9_./-])/((opt|etc|var/lib)/policy-bot)#\1$PRETEND_ROOT/\2#g"
}

pretend_sudo() {
  if [ "$1" = -u ]; then
    require_user "$2"
    shift 2
  fi
  if [ "$1" = sh ] && [ "$2" = -c ]; then
    script=$(mapped "$3")
    shift 3
    exec sh -c "$script" "$@"
  fi
  exec "$@"
}

pretend_install() {
  folders=no
  mode=0755
  while getopts dm:o:g: option; do
    case $option in
      d) folders=yes ;;
      m) mode=$OPTARG ;;
      o | g) require_user "$OPTARG" ;;
      *) exit 64 ;;
    esac
  done
  shift $((OPTIND - 1))
  # These two are not among the programs that a command of the documents may use.
  PATH=/usr/bin:/bin:$PATH
  if [ "$folders" = yes ]; then
    mkdir -p -- "$@" && chmod "$mode" "$@"
    exit
  fi
  [ $# = 2 ] && [ -f "$1" ] || refuse "there is no $1"
  case $2 in
    */*) [ -d "${2%/*}" ] || refuse "there is no folder for $2" ;;
  esac
  [ "$1" -ef "$2" ] || cp "$1" "$2"
  chmod "$mode" "$2"
}

"pretend_$name" "$@"
